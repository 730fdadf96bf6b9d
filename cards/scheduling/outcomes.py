"""What a review of a card would be on a study day, and the state after it at every quality.

Buttons are labelled, reviews stored and logs replayed from the same outcomes, so that a label can't lie and a replay
can't differ. A scheduler says how long to wait and what it remembers; the rest is the same for all and stands here.

Practice, items of ten minutes and more, is planned by the same scheduler with two differences, because forty minutes
are not ten seconds: nothing comes back on the same day, and the first pass rests it for 6 days instead of 1 (it counts
as the second), a failure for 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, Protocol

from cards.scheduling.state import (
    GOOD,
    HARD,
    MAXIMUM_INTERVAL,
    QUALITIES,
    STARTING_EASE,
    Phase,
    State,
    days_after,
    phase,
)

FIRST_REST, FAILED_REST = 6, 2  # days until practice comes again


class Plan(NamedTuple):
    """What a scheduler answers to one review."""

    interval: int  # days until the next one
    repetitions: int
    ease: int = STARTING_EASE
    memory: Mapping[str, Any] | None = None


class Scheduler(Protocol):
    """What plans cards: a module with this function is one. Repeats of the same day never come to it."""

    def plan(self, state: State, day: date, quality: int, phase: Phase) -> Plan: ...


class Outcomes:
    """The outcomes of one card on one study day, each worked out when it is asked for: a replay needs one in six."""

    __slots__ = ("_phase", "day", "is_practice", "scheduler", "state")

    def __init__(self, scheduler: Scheduler, state: State, day: date, *, is_practice: bool = False) -> None:
        if type(day) is not date:
            raise ValueError(f"a study day is a date, not {day!r}")
        self.scheduler = scheduler
        self.state = state
        self.day = day
        self.is_practice = is_practice
        self._phase = phase(state, day)

    @property
    def phase(self) -> Phase:
        """What a review stores that it was."""
        return Phase.PRACTICE if self.is_practice else self._phase

    def after(self, quality: int) -> State:
        """The state after a review of this quality."""
        # By its very type: True and 4.0 would pass for 1 and 4, and a float makes the ease one.
        if type(quality) is not int or quality not in QUALITIES:
            raise ValueError(f"a quality is a whole number from 0 to 5, not {quality!r}")

        before, day = self.state, self.day
        repeat_on = None if quality >= GOOD or self.is_practice else day
        if self._phase is Phase.REPEAT:
            return replace(before, repeat_on=repeat_on)

        plan = self.scheduler.plan(before, day, quality, self._phase)
        if self.is_practice:
            plan = _rested(plan, before, quality, self._phase)
        interval = min(plan.interval, MAXIMUM_INTERVAL)
        is_lapse = quality < HARD and before.repetitions > 0
        return State(
            repetitions=plan.repetitions,
            ease=plan.ease,
            interval=interval,
            due=days_after(day, interval),
            repeat_on=repeat_on,
            lapses=before.lapses + 1 if is_lapse else before.lapses,
            memory=plan.memory,
        )

    def following(self, quality: int) -> Iterator[int]:
        """The intervals that follow, in days, if from then on the card is recalled well whenever it comes."""
        state = self.after(quality)
        while True:
            state = Outcomes(self.scheduler, state, state.due or self.day).after(GOOD)
            yield state.interval


def _rested(plan: Plan, before: State, quality: int, phase: Phase) -> Plan:
    if quality < HARD:
        return plan._replace(interval=max(plan.interval, FAILED_REST))
    if before.repetitions == 0 and phase is not Phase.EARLY:
        return plan._replace(interval=max(plan.interval, FIRST_REST), repetitions=2)
    return plan


def steps(
    scheduler: Scheduler, reviews: Iterable[tuple[int, date]], *, is_practice: bool = False
) -> Iterator[tuple[Phase, State]]:
    """What each review (quality, study day) was, and the state after it. In the log's order, by (reviewed_at, id)."""
    state = State()
    for quality, day in reviews:
        outcomes = Outcomes(scheduler, state, day, is_practice=is_practice)
        state = outcomes.after(quality)
        yield outcomes.phase, state


def replay(scheduler: Scheduler, reviews: Iterable[tuple[int, date]], *, is_practice: bool = False) -> State:
    """The state that a card's reviews lead to."""
    state = State()
    for _, after in steps(scheduler, reviews, is_practice=is_practice):
        state = after
    return state
