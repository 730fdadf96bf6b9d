"""A bounded cache of rendered pages."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class LeastRecentlyUsed:
    """The order in which keys go: the one whose last use is longest ago first."""

    def __init__(self) -> None:
        self._order: OrderedDict[Hashable, None] = OrderedDict()

    def add(self, key: Hashable) -> None:
        self._order[key] = None

    def use(self, key: Hashable) -> None:
        self._order.move_to_end(key)

    def pop_next(self) -> Hashable:
        key, _ = self._order.popitem(last=False)
        return key

    def keys(self) -> list[Hashable]:
        return list(self._order)


class LeastFrequentlyUsed:
    """The order in which keys go: fewest uses first, and of those the one whose last use is longest ago."""

    def __init__(self) -> None:
        self._uses: dict[Hashable, int] = {}
        self._by_uses: dict[int, OrderedDict[Hashable, None]] = {}
        self._fewest = 1  # no key has fewer uses

    def add(self, key: Hashable) -> None:
        self._place(key, 1)
        self._fewest = 1

    def use(self, key: Hashable) -> None:
        uses = self._uses[key]
        self._take(key, uses)
        self._place(key, uses + 1)

    def pop_next(self) -> Hashable:
        while self._fewest not in self._by_uses:
            self._fewest += 1  # each step was paid for by a use, so this is constant time on average
        key = next(iter(self._by_uses[self._fewest]))
        self._take(key, self._fewest)
        del self._uses[key]
        return key

    def keys(self) -> list[Hashable]:
        return [key for uses in sorted(self._by_uses) for key in self._by_uses[uses]]

    def _place(self, key: Hashable, uses: int) -> None:
        self._uses[key] = uses
        self._by_uses.setdefault(uses, OrderedDict())[key] = None

    def _take(self, key: Hashable, uses: int) -> None:
        del self._by_uses[uses][key]
        if not self._by_uses[uses]:
            del self._by_uses[uses]


POLICIES = {"lru": LeastRecentlyUsed, "lfu": LeastFrequentlyUsed}


class Cache:
    def __init__(self, capacity: int, policy: str = "lru") -> None:
        if policy not in POLICIES:
            raise ValueError(f"policy must be one of {', '.join(POLICIES)}")
        self._capacity = _checked(capacity)
        self._policy = POLICIES[policy]()
        self._pages: dict[Hashable, Any] = {}

    def get(self, key: Hashable) -> Any:
        page = self._pages[key]
        self._policy.use(key)
        return page

    def put(self, key: Hashable, page: Any) -> None:
        if key not in self._pages:
            self._shrink_to(self._capacity - 1)
            self._policy.add(key)
        self._pages[key] = page

    def keys(self) -> list[Hashable]:
        return self._policy.keys()

    def resize(self, capacity: int) -> list[Hashable]:
        self._capacity = _checked(capacity)
        return self._shrink_to(self._capacity)

    def _shrink_to(self, size: int) -> list[Hashable]:
        gone = []
        while len(self._pages) > size:
            key = self._policy.pop_next()
            del self._pages[key]
            gone.append(key)
        return gone


def _checked(capacity: int) -> int:
    if capacity < 1:
        raise ValueError("capacity must be at least 1")
    return capacity
