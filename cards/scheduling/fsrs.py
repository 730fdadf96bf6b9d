"""FSRS-6, the memory model of the package `fsrs`: how sure a learner is to recall a card, and when that falls to 90 %.

What it remembers of a card, {"stability", "difficulty", "day"}: after how many days of waiting recall has fallen to
90 %, how hard the card is from 1 to 10, and the study day on which both were so. Its days are ours: neither learning
steps nor fuzz. A card seen before its day is given that interval again, as by every scheduler here, while the model
learns from the review what it can.

Source: https://github.com/open-spaced-repetition/py-fsrs and, for the formulas,
https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def plan(state: State, day: date, quality: int, phase: Phase) -> Plan:
    after = memory_after(memory_in(state.memory), day, quality)
    memory = {"stability": after.stability, "difficulty": after.difficulty, "day": after.day.isoformat()}
    if quality < HARD:
        return Plan(interval_of(after.stability), 0, memory=memory)
    if phase is Phase.EARLY:
        return Plan(state.interval, state.repetitions, memory=memory)
    return Plan(interval_of(after.stability), state.repetitions + 1, memory=memory)


class Memory(NamedTuple):
    """What the model holds of a card after its last review."""

    stability: float  # days until recall has fallen to 90 %
    difficulty: float  # 1 to 10
    day: date

    def recall(self, day: date) -> float:
        """The probability, 0 to 1, that the card is recalled on this day."""
        decay, factor = _curve()
        return float((1 + factor * max(0, (day - self.day).days) / self.stability) ** decay)


def memory_in(stored: Mapping[str, Any] | None) -> Memory | None:
    """From what a schedule remembers; None where that is another scheduler's, or nothing."""
    if stored is None:
        return None
    try:
        return Memory(stored["stability"], stored["difficulty"], date.fromisoformat(stored["day"]))
    except (KeyError, TypeError, ValueError):
        return None


def memory_after(before: Memory | None, day: date, quality: int) -> Memory:
    """After one more review. One on a day before the last one's (a journey west) counts as on the same day."""
    grade = max(quality, AGAIN) - 1  # Again 1 … Easy 4
    if before is None:
        return Memory(*_step(None, None, 0, grade), day)
    day = max(day, before.day)
    return Memory(*_step(before.stability, before.difficulty, (day - before.day).days, grade), day)


@lru_cache(maxsize=2**14)  # the first reviews of most cards are the same few
def _step(stability: float | None, difficulty: float | None, elapsed: int, grade: int) -> tuple[float, float]:
    """(stability, difficulty) after a review so many days after the last one, rounded."""
    from fsrs import Card, Rating
    from fsrs import State as Stage

    # The package counts days from one moment to another; which ones, nobody sees.
    if stability is None:
        card = Card(1, due=START)
    else:
        card = Card(1, Stage.Review, None, stability, difficulty, START, START)
    after, _ = _model().review_card(card, Rating(grade), START + min(timedelta(days=elapsed), LONGEST))
    return round(after.stability or 0, EXACT), round(after.difficulty or 0, EXACT)


def memory_of(reviews: Iterable[tuple[int, date]]) -> Memory | None:
    """What `replay` would remember of a card with this log of (quality, study day), which is all that it asks."""
    memory: Memory | None = None
    repeats_on: date | None = None
    for quality, day in reviews:
        if memory is None or repeats_on != day:
            memory = memory_after(memory, day, quality)
        repeats_on = None if quality >= GOOD else day
    return memory


def interval_of(stability: float, retention: float = RETENTION) -> int:
    """Whole days until recall has fallen to `retention`, at least one."""
    decay, factor = _curve()
    return max(1, round(stability / factor * float(retention ** (1 / decay) - 1)))


@lru_cache(maxsize=1)
def _model() -> Scheduler:
    # Imported when somebody is planned by it: nobody else pays for that.
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@lru_cache(maxsize=1)
def _curve() -> tuple[float, float]:
    """Of forgetting: (1 + factor · days / stability) ^ decay, which is 0.9 after `stability` days."""
    decay = -float(_model().parameters[20])
    return decay, 0.9 ** (1 / decay) - 1
