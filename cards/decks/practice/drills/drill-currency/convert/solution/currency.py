"""Converts amounts between currencies."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

Quote = tuple[str, str, str | int | Decimal]

DECIMALS = {"jpy": 0, "krw": 0, "kwd": 3, "bhd": 3}
USUAL_DECIMALS = 2


class NoRate(Exception):
    """Nobody has told us how much one is worth in the other."""


class Rates:
    def __init__(self, quotes: Iterable[Quote]) -> None:
        given = {(source.lower(), target.lower()): _positive(rate) for source, target, rate in quotes}
        inverse = {(target, source): 1 / rate for (source, target), rate in given.items()}
        self._rates = inverse | given  # what was given counts more

    def convert(self, amount: int, source: str, target: str, max_hops: int = 1) -> int:
        """From smallest units to smallest units."""
        if type(amount) is not int:
            raise TypeError(f"an amount is a whole number, found {amount!r}")
        units = Fraction(10) ** (_decimals(target) - _decimals(source))
        return round(amount * self.rate(source, target, max_hops) * units)

    def rate(self, source: str, target: str, max_hops: int = 1) -> Fraction:
        best = self._best(source.lower(), target.lower(), max_hops, frozenset([source.lower()]))
        if best is None:
            raise NoRate(f"from {source} to {target} in {max_hops} hops")
        return best

    def _best(self, source: str, target: str, hops: int, visited: frozenset[str]) -> Fraction | None:
        if source == target:
            return Fraction(1)
        if hops < 1:
            return None
        found = []
        for (here, there), rate in self._rates.items():
            if here == source and there not in visited:
                rest = self._best(there, target, hops - 1, visited | {there})
                if rest is not None:
                    found.append(rate * rest)
        return max(found, default=None)


def _positive(rate: str | int | Decimal) -> Fraction:
    if isinstance(rate, float | bool):
        raise ValueError(f"a rate is an exact number, found {rate!r}")
    try:
        exact = Fraction(rate)
    except (TypeError, OverflowError, ZeroDivisionError) as error:
        raise ValueError(f"not a rate: {rate!r}") from error
    if exact <= 0:
        raise ValueError(f"a rate is above zero, found {rate!r}")
    return exact


def _decimals(currency: str) -> int:
    return DECIMALS.get(currency.lower(), USUAL_DECIMALS)
