"""Money into an account."""

from bank.accounts import AccountTable, Stale
from bank.journal import Journal
from collections.abc import Generator


def deposit(
    accounts: AccountTable, journal: Journal, number: str, amount: int, day: int, text: str = "deposit"
) -> Generator[None, None, int]:
    """The new balance. Money in is never refused, so this tries until it is written."""
    if amount <= 0:
        raise ValueError("a deposit brings a positive amount")
    while True:
        account = accounts.read(number)
        yield
        try:
            written = accounts.compare_and_set(number, account.version, account.balance + amount)
        except Stale:
            yield
            continue
        journal.add(number, amount, day, text)
        return written.balance
