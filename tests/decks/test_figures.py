"""Figures on built-in cards are recomputed: each expression below makes the words that must stand on its card.

What a card's own Python or SQL proves is proved in test_code_in_cards.py. What was measured once, such as the size of
an index, or was looked up, such as a vendor's limit, cannot be worked out and is not here.
"""

import re
from math import ceil, log, sqrt

import pytest

from tests.deck_folders import builtin_decks

MINUTE, HOUR, DAY = 60, 3_600, 86_400
MONTH = 30 * DAY
CODES_6, CODES_7 = 62**6, 62**7
LINKS_A_MONTH = 100e6
RETRY_PAUSES = [0, 5, 5 * MINUTE, 30 * MINUTE, *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24))]


def percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} percent"


def if_true(claim: bool, words: str) -> str:
    """The words of a comparison, spoilt where it does not hold."""
    return words if claim else f"{words} (which is false)"


def gap(number: int, answer: str) -> str:
    """A gap of a cloze text up to its answer."""
    return f"{{{{c{number}::{answer}"


# Random codes until two are equal as likely as not, in square roots of the codes there are.
EVEN_ODDS = sqrt(2 * log(2))
BLOOM_BITS = -log(0.01) / log(2) ** 2  # for each key, at 1 percent false positives


FIGURES = {
    # money
    "money-float-trap": [f"0.1 + 0.2 is {0.1 + 0.2}", f"is {int(4.35 * 100)}", f"{4.35 * 100}"],
    "money-stripe-exponents": [f"5 ISK is sent as `{5 * 100}`"],
    "money-allocate": [
        f"{5 * 70 / 100} and {5 * 30 / 100}",
        f"half-even it makes {round(3.5)} and {round(1.5)} as well",
    ],
    "ledger-post-charge": [f"+{100 - 3.20:.2f}", f"−{100 - 3.20:.2f}", f"*+{-96.80 + 100:.2f}", f"*−{100 - 96.80:.2f}"],
    # db
    "idx-selectivity": [f"{20_000 // 1_000} of 20,000 rows", percent((20_000 - 20_000 / 100 - 20) / 20_000, 1)],
    "exp-misestimate": [f"actual {100_000 // 100:,}"],
    "sql-join-fanout": [f"gives {2 * (10 + 20)}", if_true(2 * (10 + 20) == 2 * (15 + 15), "for both")],
    "tx-lost-update": [f"so {60 + 60} left an account of 100", f"and {100 - 60} remained"],
    "schema-refund-guard": [f"and {80 + 80} stood against a charge of 100"],
    # conc
    "conc-pool-sizing": [
        f"{20 * 20} connections for 8 cores",
        f"about {2 * 8 + 1} **active** with one disk",
        f"are {500 * 0.010:.0f} busy connections",
    ],
    # dsa
    "dsa-bloom-size": [
        f"{BLOOM_BITS:.1f} bits a key, {BLOOM_BITS * log(2):.0f} hashes",
        f"{BLOOM_BITS * 1e6 / 8 / 1e6:.1f} MB for a million keys",
    ],
    "dsa-hash-join": [f"{50_000**2 / 1e9:g} billion comparisons"],
    "dsa-percentile": [f"`ceil(0.07 * 100)` is {ceil(0.07 * 100)}"],
    "dsa-percentile-merge": [f"averaging gives {(2000 + 100) / 2:.0f} here"],
    "dsa-birthday": [
        f"{EVEN_ODDS:.2f}\\sqrt{{N}}",
        f"{CODES_7 / 1e12:.1f} × 10¹², so about {EVEN_ODDS * sqrt(CODES_7) / 1e6:.1f} million codes",
        if_true(EVEN_ODDS * sqrt(CODES_7) < LINKS_A_MONTH / 30, "less than a day at 100 million links a month"),
        if_true(2.2e6 / CODES_7 < 1e-6, "with 2.2 million taken it is below one in a million"),
    ],
    "dsa-uuid-odds": [f"about {EVEN_ODDS * sqrt(2**122) / 1e18:.1f} × 10¹⁸ ids"],
    # rounds
    "dbg-flaky": [f"{percent((1 - 1 / 50) ** 50)} of such series"],
    # cacheq
    "cache-stampede": [f"5,000 x 0.2 = {5_000 * 0.2:,.0f} identical queries"],
    "cache-hit-maths": [
        f"{0.95 * 1 + 0.05 * 50:.2f} ms",
        f"{0.05 * 10_000:.0f} per second",
        f"{0.99 * 1 + 0.01 * 50:.2f} ms and {0.01 * 10_000:.0f} per second",
    ],
    "cache-cold-start": [f"the full load, {1 / (1 - 0.98):.0f} times as much"],
    "queue-backpressure": [
        f"{(1_000 - 800) * HOUR:,} messages",
        f"draining {1_000 - 600} per second takes {200 * HOUR / 400:,.0f} s",
        f"drained in {200 * HOUR / 400 / MINUTE:.0f} minutes",
    ],
    "redis-cluster": [gap(1, f"{2**14:,}")],
    # dist
    "cons-consensus": [", ".join(f"{nodes} survive {(nodes - 1) // 2}" for nodes in (3, 4, 5))],
    "shard-consistent-hash": [
        f"modulo moves {percent(sum(key % 4 != key % 5 for key in range(4 * 5)) / (4 * 5))} from 4 to 5",
    ],
    "url-short-maths": [
        f"{MONTH / 1e6:.1f} million seconds",
        f"{LINKS_A_MONTH / MONTH:.0f} writes and {10 * LINKS_A_MONTH / MONTH:.0f} reads per second",
        f"{5 * 12} months make {5 * 12 * LINKS_A_MONTH / 1e9:.0f} billion rows",
        f"{6e9 * 500 / 1e12:.0f} TB before indexes",
        f"10^8 / {MONTH:,} s = {LINKS_A_MONTH / MONTH:.1f}",
    ],
    "url-short-length": [
        f"62^6 = {CODES_6 / 1e9:.0f} billion",
        f"62^7 = {CODES_7 / 1e12:.1f} trillion",
        f"about {percent(6e9 / CODES_6)} of inserts",
        f"it is {percent(6e9 / CODES_7, 2)}",
        f"6 x 10^9 / 62^6 = {6e9 / CODES_6:.3f}; 6 x 10^9 / 62^7 = {6e9 / CODES_7:.4f}",
    ],
    "rl-sizing": [f"1,000,000 x 100 bytes = {1_000_000 * 100 / 1e6:.0f} MB"],
    "url-short-codes": [percent(6e9 / CODES_7, 2), f"6 x 10^9 / 62^7 = {6e9 / CODES_7:.4f}"],
    "est-round-trips": [f"200 x 0.5 ms = {200 * 0.5:.0f} ms", f"200 x 150 ms = {200 * 0.150:.0f} s"],
    "est-per-second": [f"= {50e6 / MONTH:.1f}"],
    "est-storage": [f"= {20 * DAY * 365 * 7:,} rows", f"about {20 * DAY * 365 * 7 * 1e3 / 1e12:.1f} TB"],
    "est-bandwidth": [f"{100e3 * 2_000 / 1e6:.0f} MB/s", f"{100e3 * 2_000 * 8 / 1e9:.1f} Gbit/s"],
    "counter-distinct": [f"1.04 / sqrt({2**14}) = {percent(1.04 / sqrt(2**14), 1)}"],
    "rel-retry-amplification": [f"3 x 3 x 3 = {3**3}"],
    "rel-availability-maths": [
        gap(1, f"{0.001 * 30 * DAY / MINUTE:.1f} minutes"),
        gap(2, f"{0.0001 * 365 * DAY / MINUTE:.1f} minutes"),
        gap(3, percent(0.999**3, 1)),
        gap(4, percent(1 - 0.01**2, 2)),
        f"30 days are {30 * DAY / MINUTE:,.0f} minutes, a year {365 * DAY / MINUTE:,.0f}",
        f"0.999 cubed = {0.999**3:.6f}",
    ],
    "rel-slo": [f"the {percent(1 - 0.9995, 2)} that may fail, {(1 - 0.9995) * 1e6:.0f} of a million"],
    "rel-tail-latency": [f"1 - 0.99^100 = {percent(1 - 0.99**100)}", f"1 - 0.99**100 = {1 - 0.99**100:.3f}"],
    "rel-littles-law": [
        gap(2, f"{100 * 0.2:.0f}}}"),
        gap(3, f"{100 * 2:.0f}}}"),
        f"a maximum of {50 / 2:.0f} requests per second",
    ],
    # api
    "pb-field-numbers": [
        gap(1, f"1 to {2**7 - 1 >> 3}"),  # seven bits in the first byte of a varint, three of them for the wire type
        f"{2**4} to {2**14 - 1 >> 3} take",
        f"2^29 - 1 is {2**29 - 1:,}",
    ],
    "page-has-more": [f"with 20 rows and a limit of 10, page {20 // 10} is full and last"],
    "grpc-deadline-propagation": [f"C gets a timeout of {2 - 0.5} s"],
    "counter-series": [f"It is {40_000 * 5:,}", f"20 countries make {40_000 * 5 * 20 // 10**6} million"],
    "sched-many": [f"within five minutes are {1e7 / (5 * MINUTE):,.0f} a second", f"it is {1e7 / HOUR:,.0f} a second"],
    "counter-rollup": [
        f"200,000 x 1,440 = {200_000 * DAY / MINUTE / 1e6:.0f} million rows a day",
        f"{2 * 365} points by day",
        f"{round(2 * 365 * DAY / MINUTE / 1e6) * 'a million'} by minute",
    ],
    "counter-shards": [f"at most {1 / 0.001:,.0f} increments a second"],
    "notify-fanout": [
        f"2,000,000 / 100 a second = {2e6 / 100 / HOUR:.1f} hours",
        f"still {2e6 / 1000 / MINUTE:.0f} minutes",
    ],
    "wh-sender-retries": [f"{sum(RETRY_PAUSES) / HOUR:.1f} hours"],
    "wh-sender-isolation": [f"100 workers / 30 s = {100 / 30:.1f} deliveries a second"],
}

CARDS = {card.key: card for deck in builtin_decks() for card in deck.cards}


def words_of(key: str) -> str:
    content = CARDS[key].content
    texts = [text for text in content.values() if isinstance(text, str)]
    points = [*content.get("points", []), *content.get("rubric", [])]
    return "\n".join([*texts, *(point["text"] for point in points)])


@pytest.mark.parametrize(("key", "figure"), [(key, figure) for key, figures in FIGURES.items() for figure in figures])
def test_a_figure_on_a_card_is_what_the_arithmetic_gives(key, figure):
    assert figure in words_of(key)


def diagram_of(key: str) -> str:
    return re.search(r"```diagram\n(.*?)```", words_of(key), re.DOTALL)[1]


def test_in_the_picture_of_the_ring_only_keys_of_the_new_node_move():
    points = re.findall(r"^(node|key) \*?(\w+).* @ (\d+)$", diagram_of("shard-consistent-hash"), re.MULTILINE)
    nodes = {name: int(degrees) for kind, name, degrees in points if kind == "node"}
    keys = {name: int(degrees) for kind, name, degrees in points if kind == "key"}

    def owners(names):
        return {key: min(names, key=lambda name: (nodes[name] - place) % 360) for key, place in keys.items()}

    before, after = owners(nodes.keys() - {"E"}), owners(nodes.keys())
    moved = {key for key in keys if before[key] != after[key]}
    assert (moved, before["k4"], after["k4"]) == ({"k4"}, "A", "E")
    assert "k4 was A's before E joined" in diagram_of("shard-consistent-hash")


def test_the_picture_of_webhook_retries_keeps_to_the_text_of_its_card():
    picture, text = diagram_of("wh-sender-retries"), words_of("wh-sender-retries")

    pauses = re.findall(r"^@\[\+ (.*?)\]", picture, re.MULTILINE)
    timeout = int(re.search(r"^@\[(\d+) s\] sender: timeout$", picture, re.MULTILINE)[1])

    assert f"waits 0 s, {', '.join(pauses)}, then" in text
    shortest, longest = map(int, re.search(r"request timeout \((\d+) to (\d+) s", text).groups())
    assert shortest <= timeout <= longest
