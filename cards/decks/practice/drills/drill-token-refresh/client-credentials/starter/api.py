"""A client of an API whose tokens live for minutes."""

from collections.abc import Callable
from lib.fake_http import Response
from typing import Any


class AuthError(Exception):
    """No token to be had, or none that is accepted."""

    def __init__(self, status: int) -> None:
        super().__init__(f"not let in: {status}")
        self.status = status


class Api:
    def __init__(self, send: Callable[..., Response], client_id: str, secret: str, clock: Callable[[], float]) -> None:
        raise NotImplementedError

    def request(self, method: str, path: str, body: Any = None) -> Response:
        raise NotImplementedError
