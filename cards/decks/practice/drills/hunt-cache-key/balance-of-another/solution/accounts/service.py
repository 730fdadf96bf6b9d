"""The figures of the dashboard."""

from accounts.ledger import Ledger
from accounts.memo import memoize
from collections.abc import Callable

SECONDS = 10


class AccountService:
    """`balance` and `fees` are remembered for ten seconds; `forget` is called after a payout."""

    def __init__(self, ledger: Ledger, clock: Callable[[], float]) -> None:
        self._ledger = ledger
        self.balance = memoize(SECONDS, clock)(self._balance)
        self.fees = memoize(SECONDS, clock)(self._fees)

    def _balance(self, account: str, *, merchant: str, currency: str = "usd") -> int:
        """In the smallest unit. UnknownAccount if the merchant has no such account."""
        return self._ledger.balance(merchant, account, currency)

    def _fees(self, *, merchant: str, currency: str = "usd") -> int:
        """What we have kept of this merchant's payments."""
        return self._ledger.fees(merchant, currency)

    def forget(self) -> None:
        self.balance.forget()
        self.fees.forget()
