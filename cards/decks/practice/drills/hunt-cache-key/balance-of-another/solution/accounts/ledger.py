"""What has been recorded: amounts in the smallest unit, per merchant, account and currency."""

from collections import defaultdict


class UnknownAccount(Exception):
    """The merchant has no account of this name."""


class Ledger:
    def __init__(self) -> None:
        self._accounts: dict[str, set[str]] = defaultdict(set)
        self._amounts: dict[tuple[str, str, str], int] = defaultdict(int)
        self._fees: dict[tuple[str, str], int] = defaultdict(int)
        self.reads = 0

    def record(self, merchant: str, account: str, amount: int, currency: str = "usd", fee: int = 0) -> None:
        """Adds an amount, which may be negative, and the fee that was kept of it."""
        self._accounts[merchant].add(account)
        self._amounts[merchant, account, currency] += amount
        self._fees[merchant, currency] += fee

    def balance(self, merchant: str, account: str, currency: str) -> int:
        self.reads += 1
        if account not in self._accounts[merchant]:
            raise UnknownAccount(f"{merchant} has no account {account!r}")
        return self._amounts[merchant, account, currency]

    def fees(self, merchant: str, currency: str) -> int:
        self.reads += 1
        return self._fees[merchant, currency]
