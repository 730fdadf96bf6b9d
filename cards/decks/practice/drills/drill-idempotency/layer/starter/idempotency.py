"""Lets clients repeat a request without having it handled twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Handler = Callable[[dict[str, Any]], tuple[int, Any]]
"""Takes a request, returns status and body, or raises BadRequest."""


class BadRequest(Exception):
    """The request cannot be handled, and nothing has been done."""


class KeyReused(Exception):
    """The key belongs to a different request."""


class InFlight(Exception):
    """The first request with this key is still being handled."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    replayed: bool


class IdempotencyLayer:
    def __init__(self, clock: Callable[[], float]) -> None:
        raise NotImplementedError

    def execute(self, account: str, key: str | None, request: dict[str, Any], handler: Handler) -> Reply:
        raise NotImplementedError
