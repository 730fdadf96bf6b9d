"""Figures of the design questions are recomputed, as test_figures.py does it for the other cards."""

from math import ceil, log, sqrt

import pytest

from tests.decks.test_figures import CARDS, CODES_6, CODES_7, DAY, HOUR, LINKS_A_MONTH, MINUTE, MONTH, if_true, percent

KB, MB, GB, TB = 1e3, 1e6, 1e9, 1e12


def database_reads(nodes: int, reads: float = 40_000, hit_rate: float = 0.95) -> tuple[int, int]:
    """What comes to the database a second when one of the cache's nodes is lost: its share, and the other misses."""
    lost = reads / nodes
    return round(lost), round((reads - lost) * (1 - hit_rate))


EVENTS_IN_SALE = 10 * 2_000 / MINUTE
SERIES = 40_000 * 5
BACKLOG = HOUR * EVENTS_IN_SALE
FIRST_OF_MONTH = 0.15 * 10e6
LEFT = 5e6 * (1 - 0.999) * (1 - 0.9)  # breaks for people, of five million charges
FOUR, EIGHT = database_reads(4), database_reads(8)

FIGURES = {
    "sd-rate-limiter": [
        f"about 100 bytes, so a million active accounts are {1e6 * 100 / MB:.0f} MB",
        f"over four shards: {50_000 / 4:,.0f} checks a second each",
        if_true(50_000 / 4 * 4 == 100_000 / 2, "a day four times as busy"),
        f"the time that a bucket takes to fill, {'two' if 200 / 100 == 2 else '?'} seconds",
    ],
    "sd-webhook-delivery": [
        f"is about {round(100e6 / DAY, -1):,.0f} deliveries a second; with a peak of five times that, 5,800",
        if_true(round(5 * 100e6 / DAY, -2) == 5_800, "5,800 a second times that"),
        f"At 2 KB each that is {100e6 * 2 * KB / GB:.0f} GB a day, {30 * 100e6 * 2 * KB / TB:.0f} TB for thirty days",
        f"the mean is {0.98 * 0.3 + 0.02 * 10:.3f} seconds",
        if_true(round(5_800 * 0.494, -2) == 2_900, "about 2,900 open requests"),
        f"hold {percent(0.02 * 10 / 0.494)} of the workers",
        f"it would be {100 * 0.02 * 30 / (0.98 * 0.3 + 0.02 * 30):.0f}.",
    ],
    "sd-charge-endpoint": [
        f"{200 * 1} in flight by Little's law. When the network slows to 30 seconds it is {200 * 30:,}",
        f"there are {50 * DAY / 1e6:.1f} million charges a day",
        f"at 1 KB {365 * 50 * DAY * KB / TB:.1f} TB a year",
        f"so {3 * 50 * DAY / 1e6:.0f} million rows have one",
    ],
    "sd-ledger": [
        f"{400 * DAY / 1e6:.1f} million postings a day. Three entries each make {3 * 400 * DAY / 1e6:.0f} million",
        f"that is {3 * 400 * DAY * 150 / GB:.1f} GB a day and {365 * 3 * 400 * DAY * 150 / TB:.1f} TB a year",
        f"At 2 ms from lock to commit one row takes {1_000 / 2:.0f} a second",
        f"2,000 writes a second to {2_000 / 16:.0f} for each",
    ],
    "sd-idempotent-endpoint": [
        f"{250 * DAY / 1e6:.1f} million keys a day",
        f"three days are {3 * 250 * DAY / 1e6:.0f} million rows and {3 * 250 * DAY * KB / GB:.0f} GB",
        f"{1_000 * 0.2:.0f} keys are in flight at peak",
        f"about {250 * MINUTE:,} a minute",
    ],
    "sd-webhook-receiver": [
        f"2,000 a minute are {2_000 / MINUTE:.0f} a second, {EVENTS_IN_SALE:.0f} in a sale",
        f"say 300 ms with a call to the warehouse, {EVENTS_IN_SALE * 0.3:.0f} requests",
        if_true(EVENTS_IN_SALE * 0.005 < 2, "fewer than two in progress"),
        f"{2_000 * DAY / MINUTE / 1e6:.1f} million events; at 3 KB that is {2_000 * DAY / MINUTE * 3 * KB / GB:.1f} GB",
        f"thirty days, {30 * 2_000 * DAY / MINUTE * 3 * KB / GB:.0f} GB",
        f"{BACKLOG / 1e6:.1f} million events wait",
        if_true(round(BACKLOG / (500 - EVENTS_IN_SALE)) == 2 * HOUR, "that takes two hours"),
    ],
    "sd-list-endpoint": [
        f"With 100 rows a page that would be {5_000 * 100 * KB / MB:.0f} MB a second",
        f"with ten it is {5_000 * 10 * KB / MB:.0f}",
        f"each index over a billion rows is {1e9 * 40 / GB:.0f} GB",
        if_true(10_000 * 100 == 1e6, "Page 10,000 at 100 rows reads a million rows"),
        if_true(1e9 / 100 == 10e6, "ten million calls"),
        f"at 100 a second that is {1e9 / 100 / 100 / HOUR:.0f} hours",
    ],
    "sd-api-versioning": [
        f"that is {50_000 / 100:.0f} calls to make by hand",
        f"{4 * 10} modules in the longest chain",
        f"At 20 microseconds each that is {4 * 10 * 20 / 1e3} ms",
        f"60 kinds of replies and 40 versions there would be {60 * 40:,} recorded replies",
    ],
    "sd-url-shortener": [
        f"{LINKS_A_MONTH / MONTH:.0f} writes a second; reads are {10 * LINKS_A_MONTH / MONTH:.0f}",
        f"a peak has {10 * LINKS_A_MONTH / MONTH:.0f} writes and {100 * LINKS_A_MONTH / MONTH:,.0f} reads",
        f"{60 * LINKS_A_MONTH / 1e9:.0f} billion rows; at 500 bytes, {60 * LINKS_A_MONTH * 500 / TB:.0f} TB",
        f"{1.5 * 60 * LINKS_A_MONTH * 500 / TB:.1f} TB is large",
        f"Six characters give {CODES_6 / 1e9:.0f} billion",
        f"taken in {percent(6e9 / CODES_6)} of inserts",
        f"give {CODES_7 / 1e12:.1f} trillion: {percent(6e9 / CODES_7, 2)} collide",
        if_true(2e6 < sqrt(2 * log(2) * CODES_7) < LINKS_A_MONTH / 30, "some two million links, within the first day"),
        f"Ten million hot links at 500 bytes are {10e6 * 500 / GB:.0f} GB",
        f"the store sees {10 * LINKS_A_MONTH / MONTH / 10:.0f} reads a second",
        f"{10 * LINKS_A_MONTH / 30 / 1e6:.0f} million a day; at 100 bytes, {10 * LINKS_A_MONTH / 30 * 100 / GB:.1f} GB",
    ],
    "sd-metrics-counter": [
        f"{50_000 * MINUTE / 1e6:.0f} million a minute",
        f"five endpoints each: {SERIES:,} series",
        f"{SERIES:,} rows, {SERIES / MINUTE:,.0f} a second",
        if_true(50_000 * MINUTE == 15 * SERIES, "fifteen times fewer"),
        if_true(10 + 20 == 30, "half a minute behind at most"),
        f"up to three times: {SERIES / 20:,.0f} upserts a second",
        f"sees {50_000 / 100:.0f} requests a second, so in ten seconds {50_000 / 100 * 10:,.0f}",
        f"5,000 requests, {percent(5_000 / (50_000 * MINUTE), 2)}",
        f"that is {ceil(log(60_000) / log(1.1))} buckets",
        if_true(sqrt(1.1) - 1 < 0.05, "within five percent"),
        f"{SERIES * 1_440 / 1e6:.0f} million rows, {SERIES * 1_440 * 200 / GB:.0f} GB a day",
        f"kept for seven days, {7 * SERIES * 1_440 * 200 / GB:.0f} GB",
        f"at 300 bytes {24 * 1e6 * 300 / GB:.1f} GB a day; for ninety days {90 * 24 * 1e6 * 300 / GB:.0f} GB",
    ],
    "sd-job-scheduler": [
        f"{500 * DAY / 1e6:.0f} million jobs a day",
        f"{3 * 500:,} a second on average and {3 * 2_000:,} at peak",
        f"200 ms are {2_000 * 0.2:.0f} busy workers",
        f"that is {2_000 / 10_000} a second at peak, but {2_000 / 10_000 * 10 * MINUTE:.0f} workers",
        f"At peak that is {2_000 / 20:.0f} claims a second",
        f"leaves {500 * HOUR / 1e6:.1f} million finished jobs",
    ],
    "sd-cache-layer": [
        f"at least {percent(1 - 8_000 / 40_000)} must hit",
        f"At 95 percent it sees {0.05 * 40_000:,.0f}",
        f"at 2 KB are {20e6 * 2 * KB / GB:.0f} GB",
        f"that is {FOUR[0]:,} a second, and 5 percent of the rest, {FOUR[1]:,}: together {sum(FOUR):,}",
        f"With eight it is {EIGHT[0]:,} and {EIGHT[1]:,}, together {sum(EIGHT):,}",
        if_true(sum(EIGHT) < 8_000 < sum(FOUR), "it lives"),
        if_true(sum(EIGHT) < 7_000 == 8_000 - 1_000, "A lost node's 6,750 pass, and 1,000 are left"),
        if_true(round(6 * (1 - 7_000 / 40_000)) == 5, "about five of six wait"),
        if_true(5_000 * 0.2 == 1_000, "a thousand equal queries"),
        f"from 2,000 to {0.10 * 40_000:,.0f} a second",
    ],
    "sd-online-migration": [
        f"at 500 bytes are {2e9 * 500 / TB:.0f} TB",
        f"takes {2e9 / 5_000:,.0f} seconds, {2e9 / 5_000 / DAY:.1f} days; at 2,000 it is {2e9 / 2_000 / DAY:.1f}",
        if_true(2e9 / 1_000 == 2e6, "two million batches"),
        f"one percent of 20,000 reads a second, {0.01 * 20_000:.0f}",
        f"that is {0.01 * 20_000 * DAY / 1e6:.0f} million comparisons a day",
        f"one in a million of two billion is {2e9 / 1e6:,.0f} subscriptions",
    ],
    "sd-subscription-billing": [
        f"{10e6 / 30 / 1e3:.0f},000 a day, about four",
        if_true(round(10e6 / 30 / DAY) == 4, "about four a second"),
        f"The first of the month has {FIRST_OF_MONTH / 1e6} million",
        f"takes {FIRST_OF_MONTH / 100:,.0f} seconds",
        if_true(4 < FIRST_OF_MONTH / 100 / HOUR < 4.5, "a bit over four hours"),
        f"that is {10e6 * 0.05 * 3 / 1e6} million more attempts a month",
        f"−{round(1_000 * 20 / 30) / 100}, and charge the rest of the new one, {3_000 * 20 / 30 / 100:.2f}",
        f"{(2_000 - 667) / 100}, each line rounded once",
    ],
    "sd-payouts": [
        f"one hour for creating them: {200_000 / HOUR:.0f} a second",
        f"that is {200_000 // 10_000} files",
        f"that is {600_000 * 0.003:,.0f} a day",
        f"9,980 accepted, {10_000 - 9_980 - 8} rejected",
    ],
    "sd-reconciliation": [
        f"at 200 bytes a line are {5e6 * 200 / GB:.0f} GB",
        f"{5e6 * (1 - 0.999):,.0f} are left",
        f"**{LEFT:.0f} remain for people, and at three minutes each that is {LEFT * 3 / 60:.0f} hours",
        f"With 99.99 percent it is {LEFT / 10 * 3 / 60:.1f}",
        f"at 40 a charge the day is {5e6 * 40 / 1e6:.0f} million",
        f"one in ten thousand of it is {5e6 * 40 / 10_000:,.0f}",
    ],
    "sd-explain-indexing": [
        f"at 500 bytes a row {100e6 * 500 / GB:.0f} GB, {100e6 * 500 / 8_192 / 1e6:.0f} million pages",
        if_true(200**3 < 100e6, f"four levels reach {200**4 / 1e9} billion"),
        f"one charge in a thousand, so {100e6 / 1_000:,.0f} entries",
        f"An entry of 24 bytes makes {100e6 * 24 / GB} GB",
        if_true(6 + 1 == 7, "six indexes are seven writes"),
    ],
    "sd-explain-locking": [
        f"{60 + 60} has been paid, {100 - 60} is left",
        f"at 5 ms for each lock that is {1_000 / 5:.0f} a second on one row, and the tenth waits {9 * 5} ms",
    ],
    "sd-consistency-choices": [
        f"three statements that each cross, {3 * 80}",
        f"**{1_000 / 80} debits a second**, at 2 ms it is {1_000 / 2:.0f}",
        f"of 500 payments a second {0.04 * 500:.0f} pay the 80 ms",
        f"Cut off, she can add {100 / 2:.0f}",
    ],
}


def words_of(key: str) -> str:
    content = CARDS[key].content
    ladder = [text for rung in content["probes"] for text in rung.values()]
    return "\n".join([content["question"], content["model"], *ladder])


@pytest.mark.parametrize(("key", "figure"), [(key, figure) for key, figures in FIGURES.items() for figure in figures])
def test_a_figure_of_a_model_answer_is_what_the_arithmetic_gives(key, figure):
    assert figure in words_of(key)
