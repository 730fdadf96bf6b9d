"""Which cards will be asked in the days ahead, as planned now."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card that is due, or will be."""

    earliest: date  # the first day on which it may be asked: not while it is buried, or its text was asked today
    text: str = ""  # what it shares with its siblings
    is_overdue: bool = False
    seconds: float = 0
    planned: date | None = None  # where that is before `earliest`

    @property
    def place(self) -> date:
        """In a day: what has waited longest comes first, though it was buried meanwhile."""
        return self.planned or self.earliest


def days_asked(
    waiting: Iterable[Waiting],
    today: date,
    *,
    reviews: int,
    reviews_today: int,
    seconds: float | None = None,
) -> Iterator[tuple[date, list[Waiting]]]:
    """The days on which cards will be asked, and which: one of a text a day, and no more than the day's limits let in.

    `reviews` and `seconds` (None: no limit) are what a day grants, `reviews_today` what is left of them today. What
    does not fit goes before what is due on the day after. Cards that fit into no day are never asked. Seconds are not
    counted today: those whose earliest day it is are known to fit.
    """
    fits_some_day = (card for card in waiting if reviews and (seconds is None or card.seconds <= seconds))
    upcoming = deque(sorted(fits_some_day, key=lambda card: (card.earliest, card.place)))
    pending: deque[Waiting] = deque()
    day = today
    while upcoming or pending:
        if not pending:
            day = max(day, upcoming[0].earliest)
        last, is_mixed = pending[-1].place if pending else date.min, False
        while upcoming and upcoming[0].earliest <= day:
            pending.append(upcoming.popleft())
            is_mixed |= pending[-1].place < last
        if is_mixed:
            pending = deque(sorted(pending, key=lambda card: card.place))
        granted = (reviews_today, None) if day == today else (reviews, seconds)
        asked = _asked_on_a_day(pending, *granted)
        if asked:
            yield day, asked
        if day == date.max:
            return
        day += timedelta(days=1)


def _asked_on_a_day(pending: deque[Waiting], reviews: int, seconds: float | None) -> list[Waiting]:
    """Take what this day asks out of `pending`."""
    asked: list[Waiting] = []
    later: list[Waiting] = []
    texts: set[str] = set()
    while pending and len(asked) < reviews:
        card = pending.popleft()
        if (card.text and card.text in texts) or (seconds is not None and card.seconds > seconds):
            later.append(card)
            continue
        asked.append(card)
        texts.add(card.text)
        if seconds is not None:
            seconds -= card.seconds
    pending.extendleft(reversed(later))
    return asked
