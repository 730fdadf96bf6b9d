"""Headers in three layers, each over the one before."""

from collections.abc import Callable

DEFAULTS = {"Content-Type": "application/json", "User-Agent": "payments/3"}

KEY = "Idempotency-Key"


class Headers:
    def __init__(self, api_key: str, new_key: Callable[[], str]) -> None:
        self._of_the_client = {"Authorization": f"Bearer {api_key}"}
        self._new_key = new_key

    def for_reading(self) -> dict[str, str]:
        return {**DEFAULTS, **self._of_the_client}

    def for_moving_money(self, of_the_call: dict[str, str] | None = None) -> dict[str, str]:
        """With an idempotency key, unless the caller has brought one."""
        headers = {**self.for_reading(), **(of_the_call or {})}
        headers.setdefault(KEY, self._of_the_client.setdefault(KEY, self._new_key()))
        return headers
