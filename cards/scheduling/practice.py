"""Which practice a study day offers beside its cards: the most overdue for its interval, then what was never done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cards.scheduling.queue import overdueness

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
