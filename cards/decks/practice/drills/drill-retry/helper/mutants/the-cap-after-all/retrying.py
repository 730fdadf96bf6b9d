"""Calls something again when that may help."""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

PASSING = {408, 429, 500, 502, 503, 504}

TINY = 1e-9
"""Less than any part of a token that matters, and more than floats are off by."""


class HttpError(Exception):
    def __init__(self, status: int, retry_after: float | None = None) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.retry_after = retry_after


class NetworkError(Exception):
    """No answer came."""


class RetryBudget:
    """Retries that several calls share. Successes fill it again, slowly."""

    def __init__(self, most: float = 10, per_success: float = 0.1) -> None:
        self._most = most
        self._per_success = per_success
        self._tokens = float(most)

    def take(self) -> bool:
        if self._tokens + TINY < 1:
            return False
        self._tokens -= 1
        return True

    def give(self) -> None:
        self._tokens = min(self._most, self._tokens + self._per_success)


def call_with_retries(
    call: Callable[[int], Result],
    sleep: Callable[[float], None],
    *,
    attempts: int = 4,
    base: float = 0.5,
    cap: float = 8.0,
    rng: Callable[[], float] = lambda: 1.0,
    clock: Callable[[], float] = lambda: 0.0,
    deadline: float = float("inf"),
    budget: RetryBudget | None = None,
) -> Result:
    if attempts < 1:
        raise ValueError("at least one attempt")
    for number in range(attempts):
        try:
            result = call(number)
        except (HttpError, NetworkError) as error:
            wait = min(cap, max(rng() * base * 2**number, _asked_for(error)))
            is_last = number == attempts - 1
            if is_last or not _may_pass(error) or clock() + wait >= deadline:
                raise
            if budget is not None and not budget.take():
                raise
            sleep(wait)
        else:
            if budget is not None:
                budget.give()
            return result
    raise AssertionError("the last attempt returns or raises")


def _may_pass(error: Exception) -> bool:
    return isinstance(error, NetworkError) or (isinstance(error, HttpError) and error.status in PASSING)


def _asked_for(error: Exception) -> float:
    return getattr(error, "retry_after", None) or 0.0
