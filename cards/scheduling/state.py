"""What is known of a card, whichever scheduler plans it, and what a review of it is on a study day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

QUALITIES = range(6)
AGAIN, HARD, GOOD, EASY = 2, 3, 4, 5  # the four buttons; from HARD up it was recalled

STARTING_EASE = 250
MAXIMUM_INTERVAL = 36_500
MATURE_INTERVAL = 21
LEECH_LAPSES = 8
LEECH_STEP = 4


@dataclass(frozen=True, slots=True)
class State:
    """What a scheduler made of a card's reviews: always what `replay` makes of them again."""

    repetitions: int = 0  # passes in a row
    ease: int = STARTING_EASE  # SM-2's, in hundredths
    interval: int = 0  # in days
    due: date | None = None  # None until the first review
    repeat_on: date | None = None  # the study day on which it comes back until it is recalled well
    lapses: int = 0
    memory: Mapping[str, Any] | None = None  # what else a scheduler remembers of the card, as JSON can hold it

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
    PRACTICE = 5  # of an item that is planned beside the queue of cards, whenever it is done


def phase(state: State, day: date) -> Phase:
    if state.due is None:
        return Phase.NEW
    if state.repeat_on == day:
        return Phase.REPEAT
    if day < state.due:
        return Phase.EARLY
    return Phase.YOUNG if state.interval < MATURE_INTERVAL else Phase.MATURE


def days_after(day: date, days: int) -> date:
    """That many days later, or the last date there is."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def is_leech(lapses: int) -> bool:
    """Whether the lapse just counted makes the card a leech: the 8th, 12th, 16th … so ask it only after a lapse."""
    return lapses >= LEECH_LAPSES and (lapses - LEECH_LAPSES) % LEECH_STEP == 0
