"""The tax of a base."""

from decimal import ROUND_HALF_UP, Decimal


def tax_of(base: int, rate: str) -> int:
    """Base times rate, rounded to whole cents by the rule in the README."""
    percent = Decimal(rate)
    if percent < 0:
        raise ValueError(f"a rate is not negative: {rate}")
    exact = base * percent / 100
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))  # despite its name: half away from zero
