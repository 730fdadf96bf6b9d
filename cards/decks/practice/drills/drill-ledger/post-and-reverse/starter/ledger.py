"""A double-entry ledger."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    account: str
    currency: str
    amount: int


class BadTransaction(ValueError):
    """These entries are no transaction."""


class Ledger:
    def post(self, id: str, entries: Iterable[Entry]) -> None:
        raise NotImplementedError

    def balance(self, account: str, currency: str) -> int:
        raise NotImplementedError
