"""Does the memory model know a learner? What it predicted of each review, before it was made, against what was seen.

The measure is log loss, the mean of −ln(the probability given to what happened): 0 for a prophet, 0.69 for a coin.
Beside it stands that of answering every time with the share recalled so far, which knows nothing of cards or days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

from cards.scheduling.fsrs import USUAL, Memory, Model
from cards.scheduling.state import HARD

BINS = 10
DECIMALS = 3  # of log loss, as it is told: what reads the same is the same
LEAST = 100  # predictions: fewer tell nothing of the model
FIRST_GUESS = 0.9  # the share recalled of whom nothing is known yet
CERTAIN = 1e-4  # nobody is surer than this

Grading = tuple[int, int, date]
"""(card, quality, study day)"""


@dataclass(frozen=True)
class Prediction:
    recall: float  # 0 to 1, as predicted for the day of the review
    is_recalled: bool
    place: int = 0  # of the review in the log


def predictions(log_of_reviews: Iterable[Grading], model: Model = USUAL) -> list[Prediction]:
    """Of every review but the first of a card and the second of a day. The log in its order."""
    memories: dict[int, Memory] = {}
    told: list[Prediction] = []
    for place, (card, quality, day) in enumerate(log_of_reviews):
        memory = memories.get(card)
        if memory is not None and day > memory.day:
            told.append(Prediction(memory.recall(day), quality >= HARD, place))
        memories[card] = model.memory_after(memory, day, quality)
    return told


def loss_of(told: Iterable[Prediction]) -> float | None:
    return log_loss((each.recall, each.is_recalled) for each in told)


def log_loss(answers: Iterable[tuple[float, bool]]) -> float | None:
    """Of (probability of recall, was it recalled)."""
    losses = [-log(min(max(p if happened else 1 - p, CERTAIN), 1 - CERTAIN)) for p, happened in answers]
    return sum(losses) / len(losses) if losses else None


def past_means(told: Sequence[Prediction]) -> list[tuple[float, bool]]:
    """What answering each time with the share recalled until then would have said."""
    answers, recalled = [], FIRST_GUESS
    for place, each in enumerate(told):
        answers.append((recalled / (place + 1), each.is_recalled))
        recalled += each.is_recalled
    return answers


@dataclass(frozen=True)
class Bin:
    predicted: float
    recalled: float
    reviews: int


@dataclass(frozen=True)
class Calibration:
    reviews: int
    loss: float
    loss_of_mean: float
    predicted: float
    recalled: float
    bins: list[Bin]

    @property
    def is_better(self) -> bool:
        return self.loss < self.loss_of_mean

    @property
    def is_worse(self) -> bool:
        return self.loss > self.loss_of_mean


def calibration(told: Sequence[Prediction]) -> Calibration | None:
    """None: too few predictions to tell."""
    loss, of_mean = loss_of(told), log_loss(past_means(told))
    if len(told) < LEAST or loss is None or of_mean is None:
        return None
    loss, of_mean = round(loss, DECIMALS), round(of_mean, DECIMALS)
    ordered = sorted(told, key=lambda each: each.recall)
    size = len(ordered)
    parts = [ordered[size * place // BINS : size * (place + 1) // BINS] for place in range(BINS)]
    return Calibration(size, loss, of_mean, *_means(ordered), [Bin(*_means(part), len(part)) for part in parts])


def _means(told: Sequence[Prediction]) -> tuple[float, float]:
    return sum(each.recall for each in told) / len(told), sum(each.is_recalled for each in told) / len(told)
