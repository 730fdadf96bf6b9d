"""A client that keeps answers as long as the server says."""

from collections.abc import Callable, Mapping
from lib.fake_http import Response
from typing import Any


class ApiError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the API answered {status}")
        self.status = status


class Changed(Exception):
    """Somebody else has changed it since we read it."""


class CachedClient:
    def __init__(self, send: Callable[..., Response], clock: Callable[[], float]) -> None:
        raise NotImplementedError

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        raise NotImplementedError
