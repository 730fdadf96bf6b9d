"""Amounts in the smallest unit of a currency."""

from collections.abc import Sequence


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    raise NotImplementedError
