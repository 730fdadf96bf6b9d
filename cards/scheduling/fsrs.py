"""FSRS-6, the memory model of the package `fsrs`: how sure a learner is to recall a card, and when that falls to 90 %.

What it remembers of a card, {"stability", "difficulty", "day"}: after how many days of waiting recall has fallen to
90 %, how hard the card is from 1 to 10, and the study day on which both were so. Its days are ours: neither learning
steps nor fuzz. A card seen before its day is given that interval again, as by every scheduler here, while the model
learns from the review what it can.

A `Model` has the package's weights, or 21 that were fitted to one learner (training.py). What it made of a card's
reviews means something with the same weights alone: whoever changes them replays the log. The module itself plans
by the usual ones.

The formulas, and their sources, are in forgetting.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from cards.scheduling.forgetting import Weights, forgetting_curve, step_of
from cards.scheduling.outcomes import Plan
from cards.scheduling.state import AGAIN, HARD, MAXIMUM_INTERVAL, Phase, State

RETENTION = 0.90
NUMBER_OF_WEIGHTS = 21
LONGEST = 10 * MAXIMUM_INTERVAL  # days between two reviews that make a difference


class Memory(NamedTuple):
    """What a model holds of a card after its last review."""

    stability: float  # days until recall has fallen to 90 %
    difficulty: float  # 1 to 10
    day: date
    weights: Weights = None  # of the model that holds it

    def recall(self, day: date) -> float:
        """The probability, 0 to 1, that the card is recalled on this day."""
        decay, factor = forgetting_curve(self.weights)
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
        step = step_of(self.weights)
        if before is None:
            return Memory(*step(None, None, 0, grade), day, self.weights)
        day = max(day, before.day)
        elapsed = min((day - before.day).days, LONGEST)
        return Memory(*step(before.stability, before.difficulty, elapsed, grade), day, self.weights)

    def memory_of(self, reviews: Iterable[tuple[int, date]]) -> Memory | None:
        """What recall is predicted from: a card's whole log of (quality, study day), repeats of the same day too.

        Those never come to `plan`, whose days they don't move; yet a card that came back is recalled better for it.
        """
        memory: Memory | None = None
        for quality, day in reviews:
            memory = self.memory_after(memory, day, quality)
        return memory

    def interval_of(self, stability: float, retention: float = RETENTION) -> int:
        """Whole days until recall has fallen to `retention`, at least one."""
        decay, factor = forgetting_curve(self.weights)
        return max(1, round(stability / factor * float(retention ** (1 / decay) - 1)))


USUAL = Model()
plan = USUAL.plan


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
