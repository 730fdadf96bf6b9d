"""Charges, and those of a merchant between two moments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from reports.days import refuse_naive


@dataclass(frozen=True)
class Charge:
    merchant: str
    at: datetime
    amount: int
    refunded: int = 0

    def __post_init__(self) -> None:
        refuse_naive(self.at)

    @property
    def net(self) -> int:
        return self.amount - self.refunded


def charges_between(charges: Iterable[Charge], merchant: str, first: datetime, end: datetime) -> list[Charge]:
    """Charges from the first moment on and before the end, oldest first."""
    found = [charge for charge in charges if charge.merchant == merchant and first <= charge.at <= end]
    return sorted(found, key=lambda charge: charge.at)
