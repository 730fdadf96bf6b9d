"""After days away: how much is waiting, told in days of usual work, and how it is spread over the days that come."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

LEAST_AWAY = 2  # days without a review, in a row
LEAST_DAYS = 2  # of usual work: less than that is done as it comes


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
