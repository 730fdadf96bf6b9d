"""Keys and values."""

from collections.abc import Hashable
from typing import Any


class Store:
    def set(self, key: Hashable, value: Hashable) -> None:
        raise NotImplementedError

    def get(self, key: Hashable, default: Any = None) -> Any:
        raise NotImplementedError

    def delete(self, key: Hashable) -> bool:
        raise NotImplementedError

    def count(self, value: Hashable) -> int:
        raise NotImplementedError
