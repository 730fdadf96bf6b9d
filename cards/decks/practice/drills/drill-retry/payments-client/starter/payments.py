"""A client that creates a charge once."""

from collections.abc import Callable
from lib.fake_http import Response
from typing import Any


class Declined(Exception):
    """The card was declined; nothing was charged."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Rejected(Exception):
    """The request cannot work; nothing was charged."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class GaveUp(Exception):
    """No answer that says anything. The charge may have been made."""


class PaymentsClient:
    def __init__(
        self,
        send: Callable[..., Response],
        new_key: Callable[[], str],
        sleep: Callable[[float], None],
        rng: Callable[[], float],
        attempts: int = 4,
    ) -> None:
        raise NotImplementedError

    def create_charge(self, order: str, amount: int, currency: str) -> dict[str, Any]:
        raise NotImplementedError
