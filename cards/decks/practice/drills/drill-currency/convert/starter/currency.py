"""Converts amounts between currencies."""

from collections.abc import Iterable
from decimal import Decimal

Quote = tuple[str, str, str | int | Decimal]


class NoRate(Exception):
    """Nobody has told us how much one is worth in the other."""


class Rates:
    def __init__(self, quotes: Iterable[Quote]) -> None:
        raise NotImplementedError

    def convert(self, amount: int, source: str, target: str) -> int:
        raise NotImplementedError
