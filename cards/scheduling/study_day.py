"""The study day: from the learner's roll-over hour to the next, by the clock on their wall.

It is named by the date of the noon in it, on which most of it lies: with a roll-over at 4, Tuesday begins on Tuesday at
04:00; with one at 23, on Monday at 23:00. (At 12, where both dates have half, by the date on which it begins.)
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

NOON = 12


def study_day(moment: datetime, zone: str | ZoneInfo, rollover: int) -> date:
    """(local wall time - roll-over).date(), and the date after it where the day begins after noon.

    The wall clock first: subtracting in UTC fails around clock changes.
    """
    return _study_time(moment, zone, rollover).date()


def skipped_days(
    moment: datetime,
    old_zone: str | ZoneInfo,
    old_rollover: int,
    new_zone: str | ZoneInfo,
    new_rollover: int,
) -> list[date]:
    """The study days that a change of zone or roll-over hour at this moment cuts short or jumps over.

    Moving the clock forward ends one day early and starts another late: neither had its 24 hours, and from
    Honolulu to Auckland one may have had none. `streak` takes these days as `skipped`: they count when studied and
    break nothing when not, so nobody who studies every 24 hours loses a streak to a journey. Moving it back skips
    nothing: the day gets longer, or comes twice.
    """
    if _study_time(moment, new_zone, new_rollover) <= _study_time(moment, old_zone, old_rollover):
        return []
    first = study_day(moment, old_zone, old_rollover)
    last = study_day(moment, new_zone, new_rollover)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def time_zone(zone: str | ZoneInfo) -> ZoneInfo:
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:  # unknown, not a name at all, a folder such as "America"
        raise ValueError(f"{zone!r} is not a time zone; expected an IANA name such as 'Europe/Berlin'") from error


def _study_time(moment: datetime, zone: str | ZoneInfo, rollover: int) -> datetime:
    """What the wall clock would read if it showed midnight at the roll-over hour."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone, so it falls on no particular study day")
    if type(rollover) is not int or rollover not in range(24):
        raise ValueError(f"a roll-over hour is a whole number from 0 to 23, not {rollover!r}")
    began = rollover if rollover <= NOON else rollover - 24  # hours after the midnight that the day is named by
    return moment.astimezone(time_zone(zone)).replace(tzinfo=None) - timedelta(hours=began)
