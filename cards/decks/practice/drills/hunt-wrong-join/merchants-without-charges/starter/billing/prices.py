"""What it costs."""

from billing.usage import Usage
from dataclasses import dataclass


@dataclass(frozen=True)
class PriceList:
    base_fee: int = 25_00
    per_charge: int = 10
    free_charges: int = 0

    def total(self, usage: Usage) -> int:
        paid_charges = max(0, usage.charges - self.free_charges)
        return self.base_fee + paid_charges * self.per_charge
