"""On which days merchants are paid."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Payout:
    id: str
    day: date
    cents: int


@dataclass
class Schedule:
    days: list[tuple[date, int]] = field(default_factory=list)


def business_day(day: date, holidays: Iterable[date]) -> date:
    raise NotImplementedError
