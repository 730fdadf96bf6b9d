"""Plans transfers between accounts."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Transfer:
    source: str
    target: str
    amount: int


def rebalance(balances: Mapping[str, int], minimum: int) -> list[Transfer]:
    raise NotImplementedError
