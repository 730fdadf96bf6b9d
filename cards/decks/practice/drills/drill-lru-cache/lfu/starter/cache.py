"""A bounded cache of rendered pages."""

from collections.abc import Hashable
from typing import Any


class Cache:
    def __init__(self, capacity: int) -> None:
        raise NotImplementedError

    def get(self, key: Hashable) -> Any:
        raise NotImplementedError

    def put(self, key: Hashable, page: Any) -> None:
        raise NotImplementedError

    def keys(self) -> list[Hashable]:
        raise NotImplementedError
