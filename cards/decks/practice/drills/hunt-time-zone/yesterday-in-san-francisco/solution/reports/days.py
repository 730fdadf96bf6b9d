"""From which moment to which a merchant's yesterday runs."""

from datetime import datetime, timedelta, timezone


class NaiveTime(ValueError):
    """A time that does not say where it is from."""


def refuse_naive(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise NaiveTime(f"{moment.isoformat()} does not say where it is from")


def yesterday(now: datetime, clock: timezone) -> tuple[datetime, datetime]:
    """The first moment of yesterday, and the first moment of today, on this clock."""
    refuse_naive(now)
    today = now.astimezone(clock).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=1), today


def hour_on(clock: timezone, now: datetime) -> int:
    """The hour that this clock shows."""
    refuse_naive(now)
    return now.astimezone(clock).hour
