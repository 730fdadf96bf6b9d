"""A client of the charges API."""

from collections.abc import Callable, Iterator
from lib.fake_http import Response
from typing import Any


class ApiError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the API answered {status}")
        self.status = status


class Client:
    def __init__(self, send: Callable[..., Response], api_key: str, sleep: Callable[[float], None]) -> None:
        raise NotImplementedError

    def charges(self, **filters: Any) -> Iterator[dict[str, Any]]:
        raise NotImplementedError
