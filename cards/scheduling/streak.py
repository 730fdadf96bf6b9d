"""Streaks: study days in a row.

A day with a review counts, a rest day too: nobody is punished for studying. A day without one breaks the streak,
unless it was a rest day (a weekday, 0 = Monday), a skipped one (cut short by a journey, see `study_day.skipped_days`),
one on which nothing was asked, or today, which is not over yet. `Excused` is all of these in one, to give as `skipped`.

Every seventh day of a streak earns a freeze, of which two are kept. A day that was missed uses one up instead of
breaking the streak, by itself and day by day: freezes follow from the days studied alone, as streaks do.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, pairwise

# After flying back over the date line the last studied day may lie ahead of today: zones and roll-over hours put it at
# most this far ahead.
DAYS_AHEAD = 3
DAYS_A_FREEZE, MOST_FREEZES = 7, 2


@dataclass(frozen=True)
class Excused:
    """The days that break no streak: `day in excused`.

    A weekday is a rest day from the day on which it was chosen, so that no setting mends the past; without such a day,
    it always was one. One that was a rest day until a day stays one up to it, so that no setting costs a streak.
    """

    rest_days: Collection[int] = ()
    rested_since: Mapping[int, date] = field(default_factory=dict)
    rested_through: Mapping[int, date] = field(default_factory=dict)
    skipped: Container[date] = ()
    idle: Collection[tuple[date, date]] = ()  # first and last days of stretches on which nothing was asked

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        weekday = day.weekday()
        return (
            (weekday in self.rest_days and day >= self.rested_since.get(weekday, date.min))
            or (weekday in self.rested_through and day <= self.rested_through[weekday])
            or day in self.skipped
            or any(first <= day <= last for first, last in self.idle)
        )


def idle_stretch(since: date, until: date, first_asked: date | None) -> tuple[date, date] | None:
    """The first and last of the days from `since` on and before `until` on which nothing was asked.

    `first_asked` is the first day on which something waits, past or coming. What waits goes on waiting, so that the
    idle days come first. None: nothing ever does, as for who paused every deck; a streak does not outlive that.
    """
    if first_asked is None:
        return None
    end = min(until, first_asked)
    return (since, end - timedelta(days=1)) if since < end else None


@dataclass(frozen=True)
class Run:
    """A streak as it stands on a day: how many days long, and the freezes kept."""

    days: int = 0
    freezes: int = 0


def streak_after(previous: Run, previous_day: date | None, day: date, skipped: Container[date] = ()) -> Run:
    """The streak as of a studied day, given the one as of the studied day before it.

    A day that is not later changes nothing. Where one may fill an old gap (a review that arrives late), the streaks of
    all days after it are worked out again from the first.
    """
    if previous_day is not None and day <= previous_day:
        return previous
    kept = kept_streak(previous, previous_day, day, skipped)
    days = kept.days + 1
    return Run(days, min(MOST_FREEZES, kept.freezes + (days % DAYS_A_FREEZE == 0)))


def kept_streak(previous: Run, previous_day: date | None, today: date, skipped: Container[date] = ()) -> Run:
    """What is left today of the streak as of the last studied day: a freeze less for each day missed, or nothing."""
    if previous_day is None:
        return Run()
    missed = islice(missed_days(previous_day, today, skipped), previous.freezes + 1)
    left = previous.freezes - sum(1 for _ in missed)
    return Run(previous.days, left) if left >= 0 else Run()


def frozen_days(days: Iterable[tuple[date, int]], today: date, kept: int, skipped: Container[date] = ()) -> list[date]:
    """The days that freezes were used for, by (studied day, streak on it) in order; `kept` is the streak of today."""
    found: list[date] = []
    rows = [*days]
    if rows and rows[-1][0] < today:
        rows.append((today, kept + 1 if kept else 0))
    for (before, _), (after, length) in pairwise(rows):
        if length > 1:
            found += missed_days(before, after, skipped)
    return found


def days_studied(days: Iterable[date], today: date, window: int) -> int:
    """On how many of the last days, today included, there was a review."""
    return sum((today - day).days in range(window) for day in set(days))


def missed_days(previous: date, day: date, skipped: Container[date]) -> Iterator[date]:
    """The days between these two on which a review was expected."""
    between = (previous + timedelta(days=n) for n in range(1, (day - previous).days))
    return (missing for missing in between if missing not in skipped)
