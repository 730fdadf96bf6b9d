"""A cache that keeps what was used last."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any


@dataclass
class Entry:
    value: Any
    expires_at: float | None


class LRUCache:
    def __init__(
        self,
        capacity: int,
        *,
        ttl: float | None = None,
        clock: Callable[[], float] | None = None,
        on_evict: Callable[[Hashable, Any], None] | None = None,
    ) -> None:
        if capacity < 0:
            raise ValueError("capacity must not be negative")
        if ttl is not None and clock is None:
            raise ValueError("a ttl needs a clock")
        self._capacity = capacity
        self._ttl = ttl
        self._clock = clock
        self._on_evict = on_evict
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()  # least recently used first
        self._stats = {"hits": 0, "misses": 0, "evictions": 0, "expirations": 0}

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable, default: Any = None) -> Any:
        entry = self._live_entry(key)
        if entry is None or entry.value is None:
            self._stats["misses"] += 1
            return default
        self._stats["hits"] += 1
        self._entries.move_to_end(key)
        return entry.value

    def put(self, key: Hashable, value: Any) -> None:
        if self._capacity == 0:
            return
        is_new = key not in self._entries
        self._entries[key] = Entry(value, self._expiry())
        self._entries.move_to_end(key)
        if is_new and len(self._entries) > self._capacity:
            self._evict_oldest()

    def stats(self) -> dict[str, int]:
        return dict(self._stats)

    def _live_entry(self, key: Hashable) -> Entry | None:
        entry = self._entries.get(key)
        if entry is not None and self._is_expired(entry):
            del self._entries[key]
            self._stats["expirations"] += 1
            return None
        return entry

    def _expiry(self) -> float | None:
        return None if self._ttl is None else self._clock() + self._ttl

    def _is_expired(self, entry: Entry) -> bool:
        return entry.expires_at is not None and self._clock() >= entry.expires_at

    def _evict_oldest(self) -> None:
        key, entry = self._entries.popitem(last=False)
        if self._is_expired(entry):  # it was gone before somebody needed its place
            self._stats["expirations"] += 1
            return
        self._stats["evictions"] += 1
        if self._on_evict is not None:
            self._on_evict(key, entry.value)
