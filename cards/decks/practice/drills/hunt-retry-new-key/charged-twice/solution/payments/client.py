"""The operations."""

from collections.abc import Callable
from payments.errors import NoAnswer, PaymentError
from payments.headers import Headers
from payments.log import PaymentLog
from payments.retry import retry
from payments.transport import Send, Transport
from typing import Any


class PaymentClient:
    def __init__(
        self,
        send: Send,
        api_key: str,
        new_key: Callable[[], str],
        sleep: Callable[[float], None],
    ) -> None:
        self._transport = Transport(send)
        self._headers = Headers(api_key, new_key)
        self._sleep = sleep
        self.log = PaymentLog()

    def charge(self, order: str, amount: int, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """Takes the amount, in cents, for an order. Each call is a charge of its own."""
        if amount < 1:
            raise ValueError("a charge takes a positive amount")
        return self._move("charge", "/v1/charges", {"order": order, "amount": amount}, headers)

    def refund(self, charge: str, amount: int, headers: dict[str, str] | None = None) -> dict[str, Any]:
        if amount < 1:
            raise ValueError("a refund gives back a positive amount")
        return self._move("refund", "/v1/refunds", {"charge": charge, "amount": amount}, headers)

    def find(self, charge: str) -> dict[str, Any]:
        headers = self._headers.for_reading()
        return retry(lambda number: self._transport.get(f"/v1/charges/{charge}", headers), self._sleep)

    def _move(
        self, operation: str, path: str, body: dict[str, Any], of_the_call: dict[str, str] | None
    ) -> dict[str, Any]:
        headers = self._headers.for_moving_money(of_the_call)  # once: all attempts are one operation

        def attempt(number: int) -> dict[str, Any]:
            return self._transport.post(path, body, {**headers, "X-Attempt": str(number)})

        subject = body.get("order") or body["charge"]
        try:
            answer = retry(attempt, self._sleep)
        except (NoAnswer, PaymentError) as error:
            self.log.failed(operation, subject, error)
            raise
        self.log.done(operation, subject)
        return answer
