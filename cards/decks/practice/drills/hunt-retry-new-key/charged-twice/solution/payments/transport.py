"""One attempt: sends and reads."""

from collections.abc import Callable
from lib.fake_http import Response, Timeout
from payments.errors import NoAnswer, PaymentError
from typing import Any

Send = Callable[..., Response]


class Transport:
    def __init__(self, send: Send) -> None:
        self._send = send

    def get(self, path: str, headers: dict[str, str]) -> Any:
        return self._read(lambda: self._send("GET", path, headers=headers))

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        return self._read(lambda: self._send("POST", path, body=body, headers=headers))

    def _read(self, send: Callable[[], Response]) -> Any:
        try:
            response = send()
        except Timeout as error:
            raise NoAnswer(str(error)) from error
        if response.status != 200:
            raise PaymentError(response.status, (response.body or {}).get("code", "unknown"))
        return response.body
