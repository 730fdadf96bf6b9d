"""How well the memory model predicts the reviews of an Anki log, and what fitting it to that learner is worth.

    .ci/calibrate.py revlog.csv [--zone Europe/London]

The log is Anki's table `revlog` as CSV (id, cid, ease, type …), or as py-fsrs has it (card_id, review_rating,
review_time). Its days begin at 4 o'clock in the zone.
"""

import argparse
import csv
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cards.scheduling.calibration import Grading, Prediction, log_loss, loss_of, past_means, predictions
from cards.scheduling.training import cut_of, judge, train

ROLLOVER = timedelta(hours=4)
GRADED = {"0", "1", "2"}  # learning, review, relearning; the others plan nothing
PARTS = 6  # as the model's authors count: what a model says of each part but the first, having seen those before it


def log_in(path: str, zone: ZoneInfo) -> list[Grading]:
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    print(f"{len(rows):,} rows")
    if "review_time" in rows[0]:
        found = [(datetime.fromisoformat(row["review_time"]), row["card_id"], row["review_rating"]) for row in rows]
    else:
        graded = (row for row in rows if row["ease"] in "1234" and row["type"] in GRADED)
        found = [(moment(row["id"]), row["cid"], row["ease"]) for row in graded]
    return [
        (int(card), int(grade) + 1, (when.astimezone(zone) - ROLLOVER).date())
        for when, card, grade in sorted(found, key=lambda each: each[0])
    ]


def in_parts(told: list[Prediction]) -> tuple[float | None, float | None]:
    """Log loss of the parts after the first, and that of saying of each the mean of those before it."""
    size = len(told) // PARTS
    means = []
    for start in range(len(told) - (PARTS - 1) * size, len(told), size or 1):
        mean = sum(each.is_recalled for each in told[:start]) / max(1, start)
        means += [(mean, each.is_recalled) for each in told[start : start + size]]
    return loss_of(told[-len(means) :]), log_loss(means)


def moment(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--zone", type=ZoneInfo, default=ZoneInfo("UTC"))
    options = parser.parse_args()
    log = log_in(options.log, options.zone)
    told = predictions(log)
    print(f"{len(log):,} gradings, {len(told):,} predicted")
    print(f"log loss of the usual weights {loss_of(told):.3f}, of the past mean {log_loss(past_means(told)):.3f}")
    loss, of_mean = in_parts(told)
    print(f"in parts: usual weights {loss:.4f}, the mean before {of_mean:.4f}")
    started = time.perf_counter()
    weights = train(log[: cut_of(len(log))])
    print(f"trained on the first {cut_of(len(log)):,} in {time.perf_counter() - started:.1f} s: {weights}")
    if weights and (verdict := judge(log, weights)):
        print(
            f"the {verdict.judged:,} later ones: usual weights {verdict.loss_of_usual:.4f}, fitted {verdict.loss:.4f}"
            f" ({'kept' if verdict.is_no_worse else 'not kept'})"
        )


if __name__ == "__main__":
    main()
