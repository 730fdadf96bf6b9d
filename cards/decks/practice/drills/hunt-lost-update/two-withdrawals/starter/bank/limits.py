"""How much may leave an account in one day."""

from bank.journal import Journal


class DailyLimits:
    def __init__(self, journal: Journal, standard: int = 100_000) -> None:
        self._journal = journal
        self._standard = standard
        self._own: dict[str, int] = {}

    def set(self, account: str, limit: int) -> None:
        if limit < 0:
            raise ValueError("a limit must not be negative")
        self._own[account] = limit

    def limit_of(self, account: str) -> int:
        return self._own.get(account, self._standard)

    def left(self, account: str, day: int) -> int:
        return max(0, self.limit_of(account) - self._journal.withdrawn_on(account, day))

    def allows(self, account: str, amount: int, day: int) -> bool:
        return amount <= self.left(account, day)
