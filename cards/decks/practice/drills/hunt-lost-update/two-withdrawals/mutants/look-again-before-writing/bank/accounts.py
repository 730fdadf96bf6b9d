"""The table of accounts. A row carries a version that goes up by one at each write."""

from dataclasses import dataclass, replace


class Stale(Exception):
    """Somebody else has written the row since it was read."""


class UnknownAccount(Exception):
    pass


@dataclass(frozen=True)
class Account:
    number: str
    balance: int
    version: int = 1


class AccountTable:
    def __init__(self) -> None:
        self._rows: dict[str, Account] = {}
        self.conflicts = 0

    def open(self, number: str, balance: int = 0) -> Account:
        if number in self._rows:
            raise ValueError(f"account {number} exists")
        self._rows[number] = Account(number, balance)
        return self._rows[number]

    def read(self, number: str) -> Account:
        try:
            return self._rows[number]
        except KeyError:
            raise UnknownAccount(number) from None

    def compare_and_set(self, number: str, version: int, balance: int) -> Account:
        """Write the balance for somebody who has read this version of the row."""
        row = self.read(number)
        if row.version < version:
            self.conflicts += 1
            raise Stale(f"account {number}: read at {version}, now {row.version}")
        self._rows[number] = replace(row, balance=balance, version=row.version + 1)
        return self._rows[number]

    def all(self) -> list[Account]:
        return [self._rows[number] for number in sorted(self._rows)]
