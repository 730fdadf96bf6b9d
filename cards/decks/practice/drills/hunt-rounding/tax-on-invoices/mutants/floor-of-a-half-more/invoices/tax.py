"""The tax of a base."""

import math
from decimal import Decimal


def tax_of(base: int, rate: str) -> int:
    """Base times rate, rounded to whole cents by the rule in the README."""
    percent = Decimal(rate)
    if percent < 0:
        raise ValueError(f"a rate is not negative: {rate}")
    exact = base * percent / 100
    return math.floor(exact + Decimal("0.5"))
