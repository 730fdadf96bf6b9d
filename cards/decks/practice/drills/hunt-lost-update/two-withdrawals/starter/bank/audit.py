"""The nightly check."""

from bank.accounts import AccountTable
from bank.journal import Journal
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    account: str
    balance: int
    journal: int

    @property
    def amount(self) -> int:
        return self.balance - self.journal


def differences(accounts: AccountTable, journal: Journal, opening: dict[str, int]) -> list[Difference]:
    """Accounts whose balance is not their opening balance and all that has happened since."""
    found = []
    for account in accounts.all():
        expected = opening.get(account.number, 0) + journal.total(account.number)
        if account.balance != expected:
            found.append(Difference(account.number, account.balance, expected))
    return found


def report(found: list[Difference]) -> str:
    if not found:
        return "all balances agree with the journal"
    lines = [f"{item.account}: balance {item.balance}, journal {item.journal}, off by {item.amount}" for item in found]
    return "\n".join(lines)
