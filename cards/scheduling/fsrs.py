"""FSRS-6, the memory model of the package `fsrs`: how sure a learner is to recall a card, and when that falls to 90 %.

What it remembers of a card, {"stability", "difficulty", "day"}: after how many days of waiting recall has fallen to
90 %, how hard the card is from 1 to 10, and the study day on which both were so. Its days are ours: neither learning
steps nor fuzz. A card seen before its day is given that interval again, as by every scheduler here, while the model
learns from the review what it can.

A `Model` has the package's weights, or 21 that were fitted to one learner (training.py). What it made of a card's
reviews means something with the same weights alone: whoever changes them replays the log. The module itself is the
model with the usual ones.

Source: https://github.com/open-spaced-repetition/py-fsrs and, for the formulas,
https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cards.scheduling.outcomes import Plan
from cards.scheduling.state import AGAIN, GOOD, HARD, MAXIMUM_INTERVAL, Phase, State

if TYPE_CHECKING:
    from fsrs import Scheduler

RETENTION = 0.90
START, LONGEST = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=10 * MAXIMUM_INTERVAL)
EXACT = 6  # decimals of what is stored: where the last bits differ, two machines agree
NUMBER_OF_WEIGHTS, DECAY = 21, 20  # how many, and which of them bends the curve of forgetting

Weights = tuple[float, ...] | None
"""None: the usual ones, the package's."""


class Memory(NamedTuple):
    """What a model holds of a card after its last review."""

    stability: float  # days until recall has fallen to 90 %
    difficulty: float  # 1 to 10
    day: date
    weights: Weights = None  # of the model that holds it

    def recall(self, day: date) -> float:
        """The probability, 0 to 1, that the card is recalled on this day."""
        decay, factor = _curve(self.weights)
        return float((1 + factor * max(0, (day - self.day).days) / self.stability) ** decay)


@dataclass(frozen=True, slots=True)
class Model:
    """A scheduler, and what predicts recall."""

    weights: Weights = None

    def plan(self, state: State, day: date, quality: int, phase: Phase) -> Plan:
        after = self.memory_after(self.memory_in(state.memory), day, quality)
        memory = {"stability": after.stability, "difficulty": after.difficulty, "day": after.day.isoformat()}
        if quality < HARD:
            return Plan(self.interval_of(after.stability), 0, memory=memory)
        if phase is Phase.EARLY:
            return Plan(state.interval, state.repetitions, memory=memory)
        return Plan(self.interval_of(after.stability), state.repetitions + 1, memory=memory)

    def memory_in(self, stored: Mapping[str, Any] | None) -> Memory | None:
        """From what a schedule remembers; None where that is another scheduler's, or nothing."""
        if stored is None:
            return None
        try:
            day = date.fromisoformat(stored["day"])
            return Memory(stored["stability"], stored["difficulty"], day, self.weights)
        except (KeyError, TypeError, ValueError):
            return None

    def memory_after(self, before: Memory | None, day: date, quality: int) -> Memory:
        """After one more review. One on a day before the last one's (a journey west) counts as on the same day."""
        grade = max(quality, AGAIN) - 1  # Again 1 … Easy 4
        if before is None:
            return Memory(*_step(self.weights, None, None, 0, grade), day, self.weights)
        day = max(day, before.day)
        elapsed = (day - before.day).days
        return Memory(*_step(self.weights, before.stability, before.difficulty, elapsed, grade), day, self.weights)

    def memory_of(self, reviews: Iterable[tuple[int, date]]) -> Memory | None:
        """What `replay` would remember of a card with this log of (quality, study day), which is all that it asks."""
        memory: Memory | None = None
        repeats_on: date | None = None
        for quality, day in reviews:
            if memory is None or repeats_on != day:
                memory = self.memory_after(memory, day, quality)
            repeats_on = None if quality >= GOOD else day
        return memory

    def interval_of(self, stability: float, retention: float = RETENTION) -> int:
        """Whole days until recall has fallen to `retention`, at least one."""
        decay, factor = _curve(self.weights)
        return max(1, round(stability / factor * float(retention ** (1 / decay) - 1)))


USUAL = Model()
plan, memory_in, memory_after = USUAL.plan, USUAL.memory_in, USUAL.memory_after
memory_of, interval_of = USUAL.memory_of, USUAL.interval_of


def model_of(weights: Any) -> Model:
    """The model with these weights; the usual one where they are none, or none that it could work with."""
    try:
        return USUAL if weights is None else _known(tuple(weights))
    except TypeError:  # what some other program wrote
        return USUAL


@lru_cache(maxsize=2**6)  # one for each learner who has weights of their own
def _known(weights: tuple[Any, ...]) -> Model:
    return Model(weights) if is_right(weights) else USUAL


def is_right(weights: Any) -> bool:
    """Whether these are weights, as a row may hold them: 21 numbers within the bounds of the package."""
    if not isinstance(weights, (list, tuple)) or len(weights) != NUMBER_OF_WEIGHTS:
        return False
    return all(
        type(each) in (int, float) and least <= each <= most
        for each, (least, most) in zip(weights, bounds(), strict=True)
    )


def bounds() -> list[tuple[float, float]]:
    """The least and the most that each weight can be."""
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    return list(zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True))


@lru_cache(maxsize=2**14)  # the first reviews of most cards are the same few
def _step(
    weights: Weights, stability: float | None, difficulty: float | None, elapsed: int, grade: int
) -> tuple[float, float]:
    """(stability, difficulty) after a review so many days after the last one, rounded."""
    from fsrs import Card, Rating
    from fsrs import State as Stage

    # The package counts days from one moment to another; which ones, nobody sees.
    if stability is None:
        card = Card(1, due=START)
    else:
        card = Card(1, Stage.Review, None, stability, difficulty, START, START)
    after, _ = _package(weights).review_card(card, Rating(grade), START + min(timedelta(days=elapsed), LONGEST))
    return round(after.stability or 0, EXACT), round(after.difficulty or 0, EXACT)


@lru_cache(maxsize=2**6)
def _package(weights: Weights) -> Scheduler:
    # Imported when somebody is planned by it: nobody else pays for that.
    from fsrs import Scheduler

    if weights is None:
        return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    return Scheduler(weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@lru_cache(maxsize=2**6)
def _curve(weights: Weights) -> tuple[float, float]:
    """Of forgetting: (1 + factor · days / stability) ^ decay, which is 0.9 after `stability` days."""
    decay = -float(_package(weights).parameters[DECAY])
    return decay, 0.9 ** (1 / decay) - 1
