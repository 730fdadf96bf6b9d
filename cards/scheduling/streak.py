"""Streaks: study days in a row.

A day with a review counts, a rest day too: nobody is punished for studying. A day without one breaks the streak,
unless it was a rest day (a weekday, 0 = Monday), a skipped one (cut short by a journey, see `study_day.skipped_days`),
or today, which is not over yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

# After flying back over the date line the last studied day may lie ahead of today. Zones and roll-over hours put it
# at most this far ahead; anything further is a clock gone wrong, which must not cost the streak.
DAYS_AHEAD = 3


def streak(days: Iterable[date], today: date, rest_days: Collection[int] = (), skipped: Collection[date] = ()) -> int:
    """The current streak, from the days with a review in any order."""
    length, previous = 0, None
    for day in sorted(set(days)):
        if (day - today).days > DAYS_AHEAD:
            break
        length, previous = streak_after(length, previous, day, rest_days, skipped), day
    return kept_streak(length, previous, today, rest_days, skipped)


def longest_streak(days: Iterable[date], rest_days: Collection[int] = (), skipped: Collection[date] = ()) -> int:
    longest, length, previous = 0, 0, None
    for day in sorted(set(days)):
        length, previous = streak_after(length, previous, day, rest_days, skipped), day
        longest = max(longest, length)
    return longest


def streak_after(
    previous_streak: int,
    previous_day: date | None,
    day: date,
    rest_days: Collection[int] = (),
    skipped: Collection[date] = (),
) -> int:
    """The streak as of a studied day, given the one as of the studied day before it.

    A day that is not later changes nothing. Where it may fill an old gap (a review that arrives late), use `streak`.
    """
    if previous_day is None:
        return 1
    if day <= previous_day:
        return previous_streak
    return 1 if _missed(previous_day, day, rest_days, skipped) else previous_streak + 1


def kept_streak(
    previous_streak: int,
    previous_day: date | None,
    today: date,
    rest_days: Collection[int] = (),
    skipped: Collection[date] = (),
) -> int:
    """What is left today of the streak as of the last studied day: all of it or nothing."""
    if previous_day is None or _missed(previous_day, today, rest_days, skipped):
        return 0
    return previous_streak


def days_studied(days: Iterable[date], today: date, window: int) -> int:
    """On how many of the last days, today included, there was a review."""
    return sum((today - day).days in range(window) for day in set(days))


def _missed(previous: date, day: date, rest_days: Collection[int], skipped: Collection[date]) -> bool:
    """Was there a day between these two on which a review was expected?"""
    between = (previous + timedelta(days=n) for n in range(1, (day - previous).days))
    return any(missing.weekday() not in rest_days and missing not in skipped for missing in between)
