"""On which days merchants are paid."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

FORWARD = timedelta(days=1)
BACK = timedelta(days=-1)

SATURDAY = 5
DAYS_A_WEEK = 7
BUSINESS_DAYS_A_WEEK = 5

FOLLOWING = "following"
MODIFIED = "modified"


@dataclass(frozen=True)
class Payout:
    id: str
    day: date
    cents: int


@dataclass
class Schedule:
    days: list[tuple[date, int]] = field(default_factory=list)
    rolled: list[str] = field(default_factory=list)


def business_day(day: date, holidays: Iterable[date]) -> date:
    return _walk(day, FORWARD, set(holidays))


def schedule(payouts: Iterable[Payout], holidays: Iterable[date], rule: str = FOLLOWING) -> Schedule:
    if rule not in (FOLLOWING, MODIFIED):
        raise ValueError(f"unknown rule: {rule!r}")
    closed = set(holidays)
    cents: defaultdict[date, int] = defaultdict(int)
    rolled = []
    for payout in payouts:
        day = _walk(payout.day, FORWARD, closed)
        if rule == MODIFIED and _month(day) != _month(payout.day):
            day = _walk(payout.day, BACK, closed)
        if _month(day) != _month(payout.day):
            rolled.append(payout.id)
        cents[day] += payout.cents
    return Schedule(sorted(cents.items()), rolled)


def business_days(first: date, last: date, holidays: Iterable[date]) -> int:
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, DAYS_A_WEEK)
    weekdays = [(first.weekday() + offset) % DAYS_A_WEEK for offset in range(rest)]
    lost = sum(first <= day <= last and day.weekday() < SATURDAY for day in set(holidays))
    return weeks * BUSINESS_DAYS_A_WEEK + sum(weekday < SATURDAY for weekday in weekdays) - lost


def _walk(day: date, step: timedelta, closed: Collection[date]) -> date:
    while day.weekday() >= SATURDAY or day in closed:
        day += step
    return day


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
