"""Fitting the memory model to one learner: weights trained on the past, kept only if they do as well afterwards.

The log is cut by time: the model is trained on the first four fifths of the reviews and judged on the rest, which it
has not seen. `train` asks the package fsrs-rs-python, whose native code nobody can interrupt: it runs in a process of
its own (`python -m cards.scheduling.training`, a log in, weights out), with limits that no worker has.

Source: https://github.com/open-spaced-repetition/fsrs-rs-python.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from cards.scheduling.calibration import Grading, loss_of, predictions
from cards.scheduling.forgetting import DECAY
from cards.scheduling.fsrs import NUMBER_OF_WEIGHTS, USUAL, bounds, is_right, model_of
from cards.scheduling.state import AGAIN

LEAST_REVIEWS = 400
LEAST_JUDGED = 30  # predictions: by fewer nothing is judged
TRAINED = 4, 5  # of the reviews, the earlier ones
EXACT = 4  # decimals of a weight
LONGEST_HISTORY = 64  # reviews of one card that a prediction is trained with


@dataclass(frozen=True)
class Verdict:
    """What the later reviews say. Losses are mean log losses on the same reviews."""

    judged: int
    loss: float
    loss_of_usual: float

    @property
    def is_no_worse(self) -> bool:
        return self.loss <= self.loss_of_usual


def cut_of(reviews: int) -> int:
    """How many of them, the earliest, are trained on."""
    return reviews * TRAINED[0] // TRAINED[1]


def histories(log: Iterable[Grading]) -> list[list[tuple[int, int]]]:
    """What the package trains on: for each review that can be predicted, its card's (grade 1 to 4, days since the one
    before) up to it.
    """
    so_far: dict[int, list[tuple[int, int]]] = {}
    last: dict[int, date] = {}
    found = []
    for card, quality, day in log:
        history = so_far.setdefault(card, [])
        elapsed = max(0, (day - last.get(card, day)).days)
        history.append((max(quality, AGAIN) - 1, elapsed))
        last[card] = max(day, last.get(card, day))
        if elapsed and len(history) <= LONGEST_HISTORY:
            found.append(list(history))
    return found


def train(log: Iterable[Grading]) -> tuple[float, ...] | None:
    """Weights for the learner of this log; None: there is too little in it."""
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

    items = [FSRSItem([FSRSReview(*review) for review in history]) for history in histories(log)]
    if not items:
        return None
    return fitting(FSRS([]).compute_parameters(items))


def fitting(found: Sequence[float]) -> tuple[float, ...] | None:
    """Weights as both packages take them: rounded, within the bounds. None: they are no such."""
    if len(found) != NUMBER_OF_WEIGHTS or not all(isfinite(each) for each in found):
        return None
    weights = tuple(
        round(min(max(each, least), most), EXACT) for each, (least, most) in zip(found, bounds(), strict=True)
    )
    return weights if is_right(weights) and weights[DECAY] > 0 else None


def judge(log: Sequence[Grading], weights: tuple[float, ...]) -> Verdict | None:
    """By the reviews that were not trained on. None: too few of them can be predicted."""
    cut = cut_of(len(log))
    later, usual = (
        [each for each in predictions(log, model) if each.place >= cut] for model in (model_of(weights), USUAL)
    )
    loss, loss_of_usual = loss_of(later), loss_of(usual)
    if len(later) < LEAST_JUDGED or loss is None or loss_of_usual is None:
        return None
    return Verdict(len(later), loss, loss_of_usual)


def main() -> None:
    """From standard input [[card, quality, ISO day] …], to standard output the weights or null."""
    log = [(card, quality, date.fromisoformat(day)) for card, quality, day in json.load(sys.stdin)]
    json.dump(train(log), sys.stdout)


if __name__ == "__main__":
    main()
