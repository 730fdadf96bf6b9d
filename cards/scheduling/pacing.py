"""Pacing to the day of an interview: how many new cards a day, and which seen ones are looked at before they are due.

Only the day on which a card is asked moves, and only forward, and its turn on that day (`queue.uncertainty`): never its
ease, its interval or its due day. The rules are those that did best with simulated learners (`make simulate`,
docs/scheduling.md). A day that is today or past paces nothing: the ordinary schedule goes on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil, log2
from zlib import crc32

from cards.scheduling.fsrs import Memory

NEW_CARDS_END = Fraction(3, 7)  # of the days of the plan that have minutes
LOOK_SECONDS = 40  # of a day for each last look: half of them what it takes, half for what else that day asks
SURE = 0.98  # whoever is as sure as this to recall a card on the day need not look at it again


@dataclass(frozen=True)
class Minutes:
    """The minutes that a learner has on a day: by weekday, Monday first, and none on the days away."""

    week: tuple[int, ...]
    away: tuple[tuple[date, date], ...] = ()  # first and last days

    def on(self, day: date) -> int:
        return 0 if any(first <= day <= last for first, last in self.away) else self.week[day.weekday()]

    @lru_cache(maxsize=256)  # noqa: B019 - values, of which the least used are forgotten
    def days(self, first: date, end: date) -> tuple[date, ...]:
        """Those from `first` up to, not including, `end` that have minutes."""
        days = (date.fromordinal(day) for day in range(first.toordinal(), end.toordinal()))
        return tuple(day for day in days if self.on(day))


def coming_day(stages: Iterable[str], days: Mapping[str, date], today: date) -> date | None:
    """The day that a card of these stages paces to: the earliest of theirs that is still to come."""
    return min((day for stage in stages if (day := days.get(stage)) and day > today), default=None)


def new_today(unseen: int, start: date, day: date, today: date, minutes: Minutes, granted: int | None = None) -> int:
    """So many of the cards that are still unseen are to be met today, if all are to be met in its first days.

    Worked out afresh each day: one that was skipped changes tomorrow's number. `start` is the first day of the plan.
    Each day has its share by its minutes, one without minutes none. What is still unseen after that is all for
    today: the minutes tell how much of it. `granted`: today's minutes, where they are not those of its weekday.
    """
    usual = minutes.on(today)
    granted = usual if granted is None else granted
    days = minutes.days(start, day)
    days = days[: ceil(NEW_CARDS_END * len(days))]
    left = sum(minutes.on(each) for each in days if each >= today)
    if days and today <= days[-1]:
        left += granted - usual
    if not granted:
        return 0
    return ceil(Fraction(unseen * granted, left)) if left else unseen


def look_days(cards: int, start: date, day: date, minutes: Minutes) -> list[date]:
    """The days of last looks, the very last first: as many as so many cards take, at most a quarter of the plan's."""
    days = minutes.days(start, day)
    if not days:
        return [day - timedelta(days=1)]
    mean = Fraction(sum(minutes.week), sum(1 for granted in minutes.week if granted))
    wanted = ceil(cards * LOOK_SECONDS / (60 * mean))
    return list(days[::-1][: max(1, min(wanted, len(days) // 4))])


def last_look(card: int, days: Sequence[date]) -> date:
    """Which of these days is the card's, by its id: the same whenever it is asked."""
    return days[crc32(b"%d" % card) % len(days)]


def paced(due: date, look: date | None, today: date) -> date:
    """The day on which a seen card is asked: that of its last look, where it is due later and the look is ahead."""
    return look if look is not None and today < look < due else due


def is_last_third(start: date, day: date, today: date, minutes: Minutes) -> bool:
    """Of the days that have minutes, rounded up: in a week the last three, as one of them may be skipped."""
    days = minutes.days(start, day)
    return len(days) - bisect_left(days, today) <= ceil(len(days) / 3)


def is_sure(memory: Memory | None, day: date) -> bool:
    """Whether a card is so sure to be recalled on the day that no look is pulled forward for it.

    It stays so until it is looked at: what is forgotten until the day is counted.
    """
    return memory is not None and memory.recall(day) >= SURE


def unsure(
    cards: Iterable[tuple[int, float, date]], today: date, minutes: Minutes, granted: int | None = None
) -> list[int]:
    """Whom spare minutes go to in the last third, of (card, recall predicted on its day, that day): the least sure.

    Of those of each day today has its share by its minutes, `granted` if they are not those of its weekday: all of
    them on one day would be an avalanche, and what is looked at later is known better on the day.
    """
    usual = minutes.on(today)
    granted = usual if granted is None else granted
    by_day: dict[date, list[tuple[float, int]]] = {}
    for card, recall, day in cards:
        if recall < SURE:
            by_day.setdefault(day, []).append((recall, card))
    chosen: list[tuple[float, int]] = []
    for day, found in by_day.items():
        left = sum(minutes.on(each) for each in minutes.days(today, day)) + granted - usual
        chosen += sorted(found)[: ceil(Fraction(len(found) * granted, left)) if left else 0]
    return [card for _, card in sorted(chosen)]


def minutes_needed(cards: int, days: int) -> float:
    """Minutes a day, about, that so many cards need in so many days: before a learner's own pace is known."""
    return cards * (17 + 20 * log2(max(2, days))) / 60 / max(1, days)
