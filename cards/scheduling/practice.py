"""Which practice comes first: what a study day offers beside its cards, and what a rehearsal of a stage picks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cards.scheduling.queue import overdueness
from cards.scheduling.state import HARD

WEEK = 7  # study days, today the last of them, that a week's minutes are for


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    planned_for: date | None  # None: never done
    interval: int
    position: int  # among what was never done: mixed by the weights of stages
    minutes: float


def offered(items: Iterable[Item], today: date, *, minutes: float, minutes_done: float) -> list[Item]:
    """What may be practised today, the first to be offered first, within a week's minutes.

    What takes longer than a whole week grants is offered in a week without practice: else it never would be.
    """
    waiting = [item for item in items if item.planned_for is None or item.planned_for <= today]
    left = minutes - minutes_done
    fits = [item for item in waiting if item.minutes <= left or (minutes > 0 and minutes_done == 0)]

    def place(item: Item) -> tuple[bool, float, int, int]:
        if item.planned_for is None:
            return True, 0, item.position, item.id
        return False, -float(overdueness(item.planned_for, item.interval, today)), 0, item.id

    return sorted(fits, key=place)


LONGEST_QUESTION = 45  # minutes: a longer round holds more than one conversation
SHARES_ITS_ROUND = 10  # minutes: of shorter questions a round asks several


def clock_of(item: float, round_minutes: float | None) -> int:
    """The minutes that a round grants to one question: most of the round, unless several share it."""
    if item < SHARES_ITS_ROUND or not round_minutes:
        return round(item)
    return round(max(item, min(round_minutes, LONGEST_QUESTION)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be rehearsed. `quality` is that of its last answer, None where there is none."""

    id: int
    quality: int | None
    planned_for: date | None
    reviewed_on: date | None
    position: int


def to_rehearse(items: Iterable[Candidate], today: date) -> list[Candidate]:
    """What was failed and is due again, what was never done, what was failed lately, then what was not done longest.

    Nothing twice on one day.
    """

    def place(item: Candidate) -> tuple[int, int, int]:
        if item.quality is None:
            return 1, item.position, item.id
        days = (item.reviewed_on or today).toordinal()
        if item.quality >= HARD:
            return 3, days, item.id
        is_due = item.planned_for is not None and item.planned_for <= today
        return (0 if is_due else 2), item.quality, days

    return sorted((item for item in items if item.reviewed_on != today), key=place)


def one_of_each(loop: Sequence[str], candidates: Iterable[tuple[int, str, Sequence[str]]]) -> dict[str, list[int]]:
    """What a whole loop asks: by stage the first of each kind that is rehearsed there, nothing twice.

    `candidates`: (card, kind, its stages), the first to be rehearsed first.
    """
    left = list(candidates)
    asked: dict[str, list[int]] = {stage: [] for stage in loop}
    for stage in loop:
        kinds: set[str] = set()
        for each in list(left):
            card, kind, stages = each
            if stage in stages and kind not in kinds:
                kinds.add(kind)
                asked[stage].append(card)
                left.remove(each)
    return asked
