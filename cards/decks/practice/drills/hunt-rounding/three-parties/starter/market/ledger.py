"""Postings, balances and the nightly check."""

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Posting:
    order: str
    account: str
    amount: int


class Ledger:
    def __init__(self) -> None:
        self._postings: list[Posting] = []
        self._paid: dict[str, int] = defaultdict(int)

    def record(self, order: str, paid: int, postings: list[Posting]) -> None:
        """What a customer paid (or got back, negative), and where it went."""
        self._paid[order] += paid
        self._postings += postings

    def balance(self, account: str) -> int:
        return sum(posting.amount for posting in self._postings if posting.account == account)

    def unbalanced(self) -> dict[str, int]:
        """Orders whose postings are not what was paid, and by how much they are off."""
        posted: dict[str, int] = defaultdict(int)
        for posting in self._postings:
            posted[posting.order] += posting.amount
        orders = sorted({*posted, *self._paid})
        return {order: posted[order] - self._paid[order] for order in orders if posted[order] != self._paid[order]}
