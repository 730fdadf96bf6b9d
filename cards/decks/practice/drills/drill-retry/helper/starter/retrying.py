"""Calls something again when that may help."""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class HttpError(Exception):
    def __init__(self, status: int, retry_after: float | None = None) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.retry_after = retry_after


class NetworkError(Exception):
    """No answer came."""


def call_with_retries(
    call: Callable[[int], Result],
    sleep: Callable[[float], None],
    *,
    attempts: int = 4,
    base: float = 0.5,
    cap: float = 8.0,
) -> Result:
    raise NotImplementedError
