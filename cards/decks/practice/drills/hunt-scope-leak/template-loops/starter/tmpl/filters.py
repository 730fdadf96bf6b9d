"""What stands after a bar."""

from collections.abc import Callable
from typing import Any

FILTERS: dict[str, Callable[[Any], Any]] = {
    "upper": lambda value: str(value).upper(),
    "lower": lambda value: str(value).lower(),
    "length": len,
    "first": lambda value: next(iter(value), ""),
    "money": lambda cents: f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}",
}


class NoSuchFilter(KeyError):
    pass


def apply(value: Any, filter_names: list[str]) -> Any:
    for name in filter_names:
        if name not in FILTERS:
            raise NoSuchFilter(name)
        value = FILTERS[name](value)
    return value
