"""A double-entry ledger."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Entry:
    account: str
    currency: str
    amount: int

    @property
    def opposite(self) -> "Entry":
        return replace(self, amount=-self.amount)


@dataclass(frozen=True)
class Transaction:
    entries: tuple[Entry, ...]
    at: int

    def has(self, entries: Iterable[Entry]) -> bool:
        """The same entries, each as often, in whatever order."""
        return Counter(self.entries) == Counter(entries)


class BadTransaction(ValueError):
    """These entries are no transaction."""


class Overdrawn(ValueError):
    """A guarded account would fall below zero."""


class Conflict(ValueError):
    """The id belongs to other entries, or the transaction was reversed already."""


class Ledger:
    def __init__(self, guarded: Collection[str] = ()) -> None:
        self._guarded = frozenset(guarded)
        self._transactions: dict[str, Transaction] = {}
        self._balances: Counter[tuple[str, str]] = Counter()
        self._reversed_by: dict[str, str] = {}

    def post(self, id: str, entries: Iterable[Entry], at: int = 0) -> bool:
        """Whether it is new. Nothing is written before everything has been checked."""
        transaction = Transaction(tuple(entries), at)
        known = self._transactions.get(id)
        if known is not None:
            if not known.has(transaction.entries):
                raise Conflict(f"{id} has other entries")
            return False
        check_entries(transaction.entries)
        self._check_guards(transaction.entries)
        self._record(id, transaction)
        return True

    def balance(self, account: str, currency: str, at: int | None = None) -> int:
        if at is None:
            return self._balances[account, currency]
        return sum(
            entry.amount
            for transaction in self._transactions.values()
            if transaction.at <= at
            for entry in transaction.entries
            if (entry.account, entry.currency) == (account, currency)
        )

    def reverse(self, id: str, new_id: str, at: int = 0) -> bool:
        opposite = [entry.opposite for entry in self._transactions[id].entries]
        if self._reversed_by.get(id, new_id) != new_id:
            raise Conflict(f"{id} was reversed by {self._reversed_by[id]}")
        is_new = self.post(new_id, opposite, at)
        if is_new:  # otherwise it is the reversal of another one, which may have the same entries
            self._reversed_by[id] = new_id
        return is_new

    def _check_guards(self, entries: Iterable[Entry]) -> None:
        for (account, currency), change in changes_of(entries).items():
            if account in self._guarded and self._balances[account, currency] + change < 0:
                raise Overdrawn(f"{account} in {currency}")

    def _record(self, id: str, transaction: Transaction) -> None:
        self._transactions[id] = transaction
        for place, change in changes_of(transaction.entries).items():
            self._balances[place] += change


def check_entries(entries: Collection[Entry]) -> None:
    if len(entries) < 2:
        raise BadTransaction("a transaction has two entries or more")
    sums: Counter[str] = Counter()
    for entry in entries:
        if type(entry.amount) is not int or entry.amount == 0:
            raise BadTransaction(f"not an amount: {entry.amount!r}")
        sums[entry.currency] += entry.amount
    if any(sums.values()):
        raise BadTransaction("each currency must add up to zero")


def changes_of(entries: Iterable[Entry]) -> Counter[tuple[str, str]]:
    """What each account gains or loses in each currency."""
    changes: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        changes[entry.account, entry.currency] += entry.amount
    return changes
