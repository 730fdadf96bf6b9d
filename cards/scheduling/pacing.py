"""Pacing to the day of an interview: how many new cards a day, and which seen ones are looked at before they are due.

Only the day on which a card is asked moves, and only forward: never its ease, its interval or its due day. The rules
are those that did best with simulated learners (`make simulate`, docs/scheduling.md). A day that is today or past paces
nothing: the ordinary schedule goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, log2
from zlib import crc32

NEW_CARDS_END = Fraction(1, 2)  # of the plan
LOOK_SECONDS = 20  # what a last look takes
SURE = 0.98  # whoever is as sure as this to recall a card on the day need not look at it again

Minutes = Sequence[int]
"""The minutes a day that a learner has, by weekday, Monday first."""


def coming_day(stages: Iterable[str], days: Mapping[str, date], today: date) -> date | None:
    """The day that a card of these stages paces to: the earliest of theirs that is still to come."""
    return min((day for stage in stages if (day := days.get(stage)) and day > today), default=None)


def new_today(unseen: int, start: date, day: date, today: date, minutes: Minutes, granted: int | None = None) -> int:
    """So many of the cards that are still unseen are to be met today, if all are to be met by the middle of the plan.

    Worked out afresh each day: one that was skipped changes tomorrow's number. `start` is the first day of the plan.
    Each day has its share by its minutes, one without minutes none. What is still unseen in the second half is all for
    today: the minutes tell how much of it. `granted`: today's minutes, where they are not those of its weekday.
    """
    usual = minutes[today.weekday()]
    granted = usual if granted is None else granted
    end = start + timedelta(days=ceil(NEW_CARDS_END * (day - start).days))
    left = sum(minutes[each.weekday()] for each in _days(today, end)) + (granted - usual if today < end else 0)
    if not granted:
        return 0
    return ceil(Fraction(unseen * granted, left)) if left else unseen


def look_days(cards: int, start: date, day: date, minutes: Minutes) -> list[date]:
    """The days of last looks, the very last first: as many as so many cards take, at most a quarter of the plan."""
    free = [each for each in _days(start, day) if minutes[each.weekday()]]
    if not free:
        return [day - timedelta(days=1)]
    mean = Fraction(sum(minutes), sum(1 for granted in minutes if granted))
    wanted = ceil(cards * LOOK_SECONDS / (60 * mean))
    return free[::-1][: max(1, min(wanted, (day - start).days // 4))]


def last_look(card: int, days: Sequence[date]) -> date:
    """Which of these days is the card's, by its id: the same whenever it is asked."""
    return days[crc32(b"%d" % card) % len(days)]


def paced(due: date, look: date | None, today: date) -> date:
    """The day on which a seen card is asked: that of its last look, where it is due later and the look is ahead."""
    return look if look is not None and today < look < due else due


def is_last_third(start: date, day: date, today: date) -> bool:
    return (day - today).days * 3 <= (day - start).days


def unsure(recalls: Iterable[tuple[int, float]]) -> list[int]:
    """Whom spare minutes go to in the last third, by (card, recall predicted on the day): the least sure first."""
    return [card for recall, card in sorted((recall, card) for card, recall in recalls if recall < SURE)]


def minutes_needed(cards: int, days: int) -> float:
    """Minutes a day, about, that so many cards need in so many days: before a learner's own pace is known."""
    return cards * (17 + 20 * log2(max(2, days))) / 60 / max(1, days)


def _days(first: date, end: date) -> Iterator[date]:
    return (date.fromordinal(day) for day in range(first.toordinal(), end.toordinal()))
