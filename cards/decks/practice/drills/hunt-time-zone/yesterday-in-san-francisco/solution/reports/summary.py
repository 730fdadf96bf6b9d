"""The numbers of a merchant's yesterday."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from reports.charges import Charge, charges_between
from reports.days import yesterday
from reports.merchants import Merchant


@dataclass(frozen=True)
class Summary:
    day: date
    count: int
    total: int
    largest: int


def summary(charges: Iterable[Charge], merchant: Merchant, now: datetime) -> Summary:
    first, end = yesterday(now, merchant.clock)
    found = charges_between(charges, merchant.name, first, end)
    return Summary(
        day=first.date(),
        count=len(found),
        total=sum(charge.net for charge in found),
        largest=max((charge.amount for charge in found), default=0),
    )
