"""A client that creates a charge once."""

import json
from collections.abc import Callable, MutableMapping
from lib.fake_http import Response, Timeout
from typing import Any

OK = 200
DECLINED = 402
CONFLICT, TOO_MANY = 409, 429
FIRST_SERVER_ERROR = 500

FIRST_WAIT = 0.5
LONGEST_WAIT = 8


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
        keys: MutableMapping[str, str] | None = None,
    ) -> None:
        self._send = send
        self._new_key = new_key
        self._sleep = sleep
        self._rng = rng
        self._attempts = attempts
        self._keys = {} if keys is None else keys  # by intent

    def create_charge(self, order: str, amount: int, currency: str) -> dict[str, Any]:
        intent = json.dumps([order, amount, currency])
        if intent not in self._keys:
            self._keys[intent] = self._new_key()  # before anything is sent
        body = {"order": order, "amount": amount, "currency": currency}
        for number in range(self._attempts):
            response = self._attempt(body, self._keys[intent])
            if response is not None and response.status == OK:
                return response.body
            if not _is_worth_repeating(response):
                del self._keys[intent]
                raise (Declined if response.status == DECLINED else Rejected)(response.status)
            if number < self._attempts - 1:
                self._sleep(self._wait(number, response))
        raise GaveUp(intent)

    def _attempt(self, body: dict[str, Any], key: str) -> Response | None:
        """The answer, or None if there was none."""
        try:
            return self._send("POST", "/charges", body=body, headers={"Idempotency-Key": key})
        except Timeout:
            return None

    def _wait(self, number: int, response: Response | None) -> float:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2**number) * (0.5 + self._rng() / 2)
        return max(wait, _asked_for(response) if response is not None else 0)


def _asked_for(response: Response) -> float:
    try:
        return float(response.header("Retry-After") or 0)
    except ValueError:
        return 0  # a date, which we were not promised


def _is_worth_repeating(response: Response | None) -> bool:
    if response is None:
        return True
    hint = (response.header("Should-Retry") or "").lower()
    if hint in ("true", "false"):
        return hint == "true"
    return response.status in (CONFLICT, TOO_MANY) or response.status >= FIRST_SERVER_ERROR
