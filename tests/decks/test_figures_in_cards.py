"""Figures on cards of the packs api, cacheq and dist are those that the arithmetic gives."""

import re
from pathlib import Path

import pytest

from cards.exchange.deckfile import scan_deck

DECKS = Path(__file__).resolve().parents[2] / "cards" / "decks"
SECONDS_A_MONTH = 30 * 86_400
MINUTES_A_MONTH, MINUTES_A_YEAR = 30 * 1_440, 365 * 1_440
WRITES_A_MONTH, READS_A_WRITE = 100_000_000, 10
LINKS = WRITES_A_MONTH * 60
SAME_REMAINDER = sum(key % 4 == key % 5 for key in range(20)) / 20
RETRY_PAUSES = [0, 5, 5 * 60, 30 * 60, *(hours * 3_600 for hours in (2, 5, 10, 14, 20, 24))]

FIGURES = [
    ("cons-consensus", f"3 nodes survive {2 // 2} failure, 4 also only {3 // 2} (majority is {4 // 2 + 1})"),
    ("cons-consensus", f"5 survive {4 // 2}"),
    ("shard-consistent-hash", f"{SAME_REMAINDER:.0%}; {1 - SAME_REMAINDER:.0%} move"),
    ("rel-retry-amplification", f"3 x 3 x 3 = {3**3}"),
    ("rel-availability-maths", f"{MINUTES_A_MONTH * 0.001:.1f} minutes"),
    ("rel-availability-maths", f"{MINUTES_A_YEAR * 0.0001:.1f} minutes"),
    ("rel-availability-maths", f"{0.999**3:.1%}::series"),
    ("rel-availability-maths", f"{1 - 0.01**2:.2%}::parallel"),
    ("rel-slo", f"{1_000_000 * (1 - 0.9995):.0f} of a million"),
    ("rel-tail-latency", f"1 - 0.99^100 = {1 - 0.99**100:.0%}"),
    ("rel-littles-law", f"at 200 ms keep {{{{c2::{100 * 0.2:.0f}}}}} in progress"),
    ("rel-littles-law", f"slows to 2 s, {{{{c3::{100 * 2}}}}}"),
    ("rel-littles-law", f"a maximum of {50 / 2:.0f} requests per second"),
    ("url-short-maths", f"{WRITES_A_MONTH / SECONDS_A_MONTH:.0f} writes and"),
    ("url-short-maths", f"{WRITES_A_MONTH * READS_A_WRITE / SECONDS_A_MONTH:.0f} reads per second on average"),
    ("url-short-maths", f"{LINKS / 10**9:.0f} billion rows, {LINKS * 500 / 10**12:.0f} TB"),
    ("url-short-maths", f"62^6 = {62**6 / 10**9:.0f} billion"),
    ("url-short-maths", f"62^7 = {62**7 / 10**12:.1f} trillion"),
    ("url-short-codes", f"an insert collides in {LINKS / 62**7:.2%}"),
    ("cache-stampede", f"5,000 x 0.2 = {5_000 * 0.2:,.0f} identical queries"),
    ("cache-hit-maths", f"0.95 x 1 + 0.05 x 50 = {0.95 * 1 + 0.05 * 50:.2f} ms"),
    ("cache-hit-maths", f"5 percent of 10,000 = {0.05 * 10_000:.0f} per second"),
    ("cache-hit-maths", f"{0.99 * 1 + 0.01 * 50:.2f} ms and {0.01 * 10_000:.0f} per second"),
    ("cache-cold-start", f"the full load, {1 / (1 - 0.98):.0f} times as much"),
    ("queue-backpressure", f"200 x 3,600 = {200 * 3_600:,} messages"),
    ("queue-backpressure", f"400 per second takes {200 * 3_600 / 400:,.0f} s"),
    ("redis-cluster", f"{{{{c1::{2**14:,}::"),
    ("wh-sender-isolation", f"100 workers / 30 s = {100 / 30:.1f} deliveries a second"),
    ("wh-sender-retries", f"{sum(RETRY_PAUSES) / 3_600:.1f} hours"),
    ("grpc-deadline-propagation", f"a timeout of {2 - 0.5} s"),
    ("pb-field-numbers", f"2^29 - 1 is {2**29 - 1:,}"),
]  # fmt: skip


def texts_of_cards() -> dict[str, str]:
    cards = [card for slug in ("api", "cacheq", "dist") for card in scan_deck(DECKS / slug)[0].cards]
    fields = ("question", "answer", "text", "notes")
    return {card.key: "\n".join(card.content.get(name) or "" for name in fields) for card in cards}


TEXTS = texts_of_cards()


def diagram_of(key: str) -> str:
    return re.search(r"```diagram\n(.*?)```", TEXTS[key], re.DOTALL)[1]


@pytest.mark.parametrize(("key", "figure"), FIGURES)
def test_a_figure_on_a_card_is_what_the_arithmetic_gives(key, figure):
    assert re.sub(r"(?<=\d)%", " percent", figure) in TEXTS[key]


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
    picture, text = diagram_of("wh-sender-retries"), TEXTS["wh-sender-retries"]

    pauses = re.findall(r"^@\[\+ (.*?)\]", picture, re.MULTILINE)
    timeout = int(re.search(r"^@\[(\d+) s\] sender: timeout$", picture, re.MULTILINE)[1])

    assert f"waits 0 s, {', '.join(pauses)}, then" in text
    shortest, longest = map(int, re.search(r"request timeout \((\d+) to (\d+) s", text).groups())
    assert shortest <= timeout <= longest
