"""How well the memory model predicts the reviews of an Anki log, and what fitting it to that learner is worth.

    .ci/calibrate.py revlog.csv [--zone Europe/London]

The log is Anki's table `revlog` as CSV (id, cid, ease, type …). Its days begin at 4 o'clock in the zone.
"""

import argparse
import csv
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cards.scheduling.calibration import log_loss, loss_of, past_means, predictions
from cards.scheduling.training import cut_of, judge, train

ROLLOVER = timedelta(hours=4)
GRADED = {"0", "1", "2"}  # learning, review, relearning; the others plan nothing


def log_in(path: str, zone: ZoneInfo) -> list[tuple[int, int, date]]:
    with open(path, newline="") as file:
        rows = sorted((row for row in csv.DictReader(file)), key=lambda row: int(row["id"]))
    print(f"{len(rows):,} rows")
    return [
        (int(row["cid"]), int(row["ease"]) + 1, (moment(row["id"]).astimezone(zone) - ROLLOVER).date())
        for row in rows
        if row["ease"] in "1234" and row["type"] in GRADED
    ]


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
