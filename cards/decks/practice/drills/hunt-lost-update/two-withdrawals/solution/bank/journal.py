"""What has happened to accounts. Entries are appended and never changed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    account: str
    amount: int
    """Positive for money in, negative for money out."""
    day: int
    text: str


class Journal:
    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, account: str, amount: int, day: int, text: str) -> Entry:
        if amount == 0:
            raise ValueError("an entry moves money")
        entry = Entry(account, amount, day, text)
        self._entries.append(entry)
        return entry

    def of(self, account: str) -> list[Entry]:
        return [entry for entry in self._entries if entry.account == account]

    def total(self, account: str) -> int:
        return sum(entry.amount for entry in self.of(account))

    def withdrawn_on(self, account: str, day: int) -> int:
        return -sum(entry.amount for entry in self.of(account) if entry.day == day and entry.amount < 0)
