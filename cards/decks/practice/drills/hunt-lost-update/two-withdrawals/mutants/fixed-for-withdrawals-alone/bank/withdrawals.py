"""Money out of an account."""

from collections.abc import Generator

from bank.accounts import AccountTable, Stale
from bank.journal import Journal
from bank.limits import DailyLimits

TRIES = 5

APPROVED = "approved"
INSUFFICIENT = "insufficient funds"
OVER_LIMIT = "over the daily limit"
BUSY = "busy, try again"


def withdraw(
    accounts: AccountTable, journal: Journal, limits: DailyLimits, number: str, amount: int, day: int
) -> Generator[None, None, str]:
    """One request at a cash machine. Each `yield` is a query during which others may run."""
    if amount <= 0:
        raise ValueError("a withdrawal takes a positive amount")
    for _ in range(TRIES):
        if not limits.allows(number, amount, day):
            return OVER_LIMIT
        account = accounts.read(number)
        yield
        if account.balance < amount:
            return INSUFFICIENT
        try:
            if accounts.read(number).version != account.version:
                raise Stale(number)
            accounts.compare_and_set(number, account.version, account.balance - amount)
        except Stale:
            yield
            continue
        journal.add(number, -amount, day, "cash machine")
        return APPROVED
    return BUSY
