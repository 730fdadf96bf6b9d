"""Keys and values, with nested transactions."""

from collections import Counter
from collections.abc import Hashable
from typing import Any

ABSENT = object()
"""Stands where a key has no value. No caller can have stored it."""


class NoTransaction(Exception):
    """There is no transaction to end or to look at."""


class Store:
    """Writes at once, and notes for each open transaction how things were when it began."""

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}
        self._counts: Counter[Hashable] = Counter()
        self._values_before: list[dict[Hashable, Any]] = []  # a dictionary for each open transaction

    def set(self, key: Hashable, value: Hashable) -> None:
        self._note(key)
        self._write(key, value)

    def get(self, key: Hashable, default: Any = None) -> Any:
        return self._values.get(key, default)

    def delete(self, key: Hashable) -> bool:
        if key not in self._values:
            return False
        self._note(key)
        self._write(key, ABSENT)
        return True

    def count(self, value: Hashable) -> int:
        return self._counts[value]

    @property
    def depth(self) -> int:
        return len(self._values_before)

    def begin(self) -> None:
        self._values_before.append({})

    def rollback(self) -> None:
        for key, value in self._end().items():
            self._write(key, value)

    def commit(self) -> None:
        ended = self._end()
        if self._values_before:
            outer = self._values_before[-1]
            for key, value in ended.items():
                outer.setdefault(key, value)  # what the outer one has noted is older

    def changes(self) -> dict[Hashable, tuple[Any, Any]]:
        """What the innermost transaction has changed: from each key to its value at `begin` and its value now."""
        if not self._values_before:
            raise NoTransaction("nothing has begun")
        pairs = {key: (before, self.get(key, ABSENT)) for key, before in self._values_before[-1].items()}
        return {key: (before, now) for key, (before, now) in pairs.items() if before is not now and before != now}

    def _end(self) -> dict[Hashable, Any]:
        if not self._values_before:
            raise NoTransaction("nothing has begun")
        return self._values_before.pop()

    def _note(self, key: Hashable) -> None:
        if self._values_before:
            self._values_before[-1].setdefault(key, self.get(key, ABSENT))

    def _write(self, key: Hashable, value: Any) -> None:
        """The only place where values, and so the counts, change."""
        old = self._values.pop(key, ABSENT)
        if old is not ABSENT:
            self._counts[old] -= 1
            if not self._counts[old]:
                del self._counts[old]
        if value is not ABSENT:
            self._values[key] = value
            self._counts[value] += 1
