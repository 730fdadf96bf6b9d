"""After days away: how much is waiting, told in days of usual work, how it is spread over the days that come, and what
of it is the least useful.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from cards.scheduling.fsrs import USUAL, Memory, Model
from cards.scheduling.state import AGAIN, GOOD

LEAST_AWAY = 2  # days without a review, in a row
LEAST_DAYS = 2  # of usual work: less than that is done as it comes
LONGEST_OFF = 90  # days
HORIZON = 30  # days: without the day of an interview, what counts is what is recalled then


@dataclass(frozen=True)
class Backlog:
    waiting: int  # due cards
    a_day: int  # reviews of a usual day

    @property
    def days(self) -> int:
        """Of usual work that is waiting, and over which it is spread."""
        return ceil(self.waiting / self.a_day)

    @property
    def reviews(self) -> int:
        """A day, so that it is gone after `days`, as many coming due meanwhile as usual."""
        return self.a_day + ceil(self.waiting / self.days)


def backlog(waiting: int, a_day: int, away: int) -> Backlog | None:
    """None: no break, or too little is waiting to speak of."""
    if away < LEAST_AWAY or a_day <= 0 or waiting < LEAST_DAYS * a_day:
        return None
    return Backlog(waiting, a_day)


@dataclass(frozen=True)
class Waits:
    """A due card: what a review today is expected to add to its recall on the day that counts, and its seconds."""

    card: int
    gain: float
    seconds: float


def gain(memory: Memory | None, day: date, today: date) -> float:
    """What a review today adds to the recall expected on `day`: by FSRS-6, over its being recalled and forgotten, when
    it comes back today until it is recalled.

    A card that the model knows nothing of counts as forgotten.
    """
    model = USUAL if memory is None else Model(memory.weights)
    failed = model.memory_after(model.memory_after(memory, today, AGAIN), today, GOOD).recall(day)
    if memory is None:
        return failed
    recall = memory.recall(today)
    return recall * model.memory_after(memory, today, GOOD).recall(day) + (1 - recall) * failed - memory.recall(day)


def least_useful(cards: Iterable[Waits], room: float) -> list[int]:
    """Which of them to put off so that the rest fits into `room` seconds: those that add the least for their time, the
    most useful of them first.
    """
    kept = 0.0
    off: list[int] = []
    for each in sorted(cards, key=lambda each: (-each.gain / max(each.seconds, 1), each.card)):
        if not off and kept + each.seconds <= room:
            kept += each.seconds
        else:
            off.append(each.card)
    return off


def put_off_until(cards: Sequence[int], a_day: int, today: date) -> dict[int, date]:
    """Half a usual day's worth a day from tomorrow on, in this order; more, so that LONGEST_OFF is enough."""
    each_day = max(ceil(a_day / 2), ceil(len(cards) / LONGEST_OFF))
    return {card: today + timedelta(days=1 + place // each_day) for place, card in enumerate(cards)}
