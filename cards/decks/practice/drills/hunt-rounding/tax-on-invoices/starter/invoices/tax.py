"""The tax of a base."""


def tax_of(base: int, rate: str) -> int:
    """Base times rate, rounded to whole cents by the rule in the README."""
    percent = float(rate)
    if percent < 0:
        raise ValueError(f"a rate is not negative: {rate}")
    return round(base * percent / 100)
