"""SM-2 as Wozniak published it in 1990 (https://super-memory.com/english/ol/sm2.htm), in whole numbers.

The ease factor is counted in hundredths, because binary floats plan about one sequence in six a day off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import NamedTuple

QUALITIES = range(6)
AGAIN, HARD, GOOD, EASY = 2, 3, 4, 5  # the four buttons; from HARD up it was recalled

STARTING_EASE = 250
MINIMUM_EASE = 130
MAXIMUM_INTERVAL = 36_500
MATURE_INTERVAL = 21
LEECH_LAPSES = 8
LEECH_STEP = 4


@dataclass(frozen=True, slots=True)
class State:
    """What SM-2 knows of one card: always what `replay` makes of its reviews."""

    repetitions: int = 0
    ease: int = STARTING_EASE  # in hundredths
    interval: int = 0  # in days
    due: date | None = None  # None until the first review
    repeat_on: date | None = None  # the study day on which it comes back until it is recalled well
    lapses: int = 0

    @property
    def is_new(self) -> bool:
        return self.due is None


class Phase(IntEnum):
    """What a review would be, on the day that it is done."""

    NEW = 0
    YOUNG = 1
    MATURE = 2
    REPEAT = 3
    EARLY = 4


class Grading(NamedTuple):
    quality: int
    day: date


def phase(state: State, day: date) -> Phase:
    if state.due is None:
        return Phase.NEW
    if state.repeat_on == day:
        return Phase.REPEAT
    if day < state.due:
        return Phase.EARLY
    return Phase.YOUNG if state.interval < MATURE_INTERVAL else Phase.MATURE


def next_states(state: State, day: date) -> dict[int, State]:
    """The outcome of every quality: the buttons are labelled from it, and the one that is stored is one of these."""
    return {quality: next_state(state, day, quality) for quality in QUALITIES}


def next_state(state: State, day: date, quality: int) -> State:
    # By its very type: True and 4.0 would pass for 1 and 4, and a float makes the ease one.
    if type(quality) is not int or quality not in QUALITIES:
        raise ValueError(f"a quality is a whole number from 0 to 5, not {quality!r}")
    if type(day) is not date:
        raise ValueError(f"a study day is a date, not {day!r}")

    recalled = quality >= HARD
    repeat_on = None if quality >= GOOD else day
    now = phase(state, day)

    if now is Phase.REPEAT:
        return replace(state, repeat_on=repeat_on)
    if now is Phase.EARLY and recalled:
        # An interval that has not elapsed proves nothing, so it must not be multiplied.
        return replace(state, due=days_after(day, state.interval), repeat_on=repeat_on)

    interval = next_interval(state) if recalled else 1
    return State(
        repetitions=state.repetitions + 1 if recalled else 0,
        ease=next_ease(state.ease, quality),
        interval=interval,
        due=days_after(day, interval),
        repeat_on=repeat_on,
        lapses=state.lapses + 1 if state.repetitions > 0 and not recalled else state.lapses,
    )


def next_interval(state: State) -> int:
    """Days until the next review after a pass: 1, 6, then the last interval times the ease before this grade."""
    if state.repetitions == 0:
        return 1
    if state.repetitions == 1:
        return 6
    rounded_up = -(-state.interval * state.ease // 100)
    return min(rounded_up, MAXIMUM_INTERVAL)


def next_ease(ease: int, quality: int) -> int:
    miss = 5 - quality
    return max(MINIMUM_EASE, ease + 10 - miss * (8 + miss * 2))


def days_after(day: date, days: int) -> date:
    """That many days later, or the last date there is."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def is_leech(lapses: int) -> bool:
    """Whether the lapse just counted makes the card a leech: the 8th, 12th, 16th … so ask it only after a lapse."""
    return lapses >= LEECH_LAPSES and (lapses - LEECH_LAPSES) % LEECH_STEP == 0


def steps(reviews: Iterable[Grading | tuple[int, date]]) -> Iterator[tuple[Phase, State]]:
    """What each review was, and the state after it."""
    state = State()
    for quality, day in reviews:
        was = phase(state, day)
        state = next_state(state, day, quality)
        yield was, state


def replay(reviews: Iterable[Grading | tuple[int, date]]) -> State:
    """The state that a card's reviews lead to. They come in the log's order, by (reviewed_at, id)."""
    state = State()
    for quality, day in reviews:
        state = next_state(state, day, quality)
    return state
