"""Consistent hashing."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator

BEHIND_EVERY_NAME = chr(0x10FFFF)


def position(text: str) -> int:
    """Where on the ring: a whole number below 2**64, the same in every process."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Ring:
    def __init__(self, nodes: Iterable[str] = (), points: int = 100) -> None:
        if points < 1:
            raise ValueError("a node has at least one point")
        self._points_each = points
        self._weights: dict[str, int] = {}
        self._points: list[tuple[int, str]] = []  # sorted
        for node in nodes:
            self.add(node)

    @property
    def nodes(self) -> list[str]:
        return sorted(self._weights)

    def weight_of(self, node: str) -> int:
        return self._weights[node]

    def add(self, node: str, weight: int = 1) -> None:
        if type(weight) is not int or weight < 1:
            raise ValueError(f"a weight is a whole number of at least 1, found {weight!r}")
        self._set_weight(node, weight)

    def remove(self, node: str) -> None:
        if node not in self._weights:
            raise KeyError(node)
        self._set_weight(node, 0)

    def get(self, key: str) -> str | None:
        return next(self._from(key), None)

    def get_several(self, key: str, count: int) -> list[str]:
        if count < 0:
            raise ValueError("a count is not negative")
        found: list[str] = []
        for node in self._from(key):
            if len(found) >= min(count, len(self._weights)):
                break
            if node not in found:
                found.append(node)
        return found

    def _from(self, key: str) -> Iterator[str]:
        """The nodes of all points, once around, beginning with the first after the key."""
        start = bisect_right(self._points, (position(key), BEHIND_EVERY_NAME))
        for index in range(len(self._points)):
            yield self._points[(start + index) % len(self._points)][1]

    def _set_weight(self, node: str, weight: int) -> None:
        self._points = [point for point in self._points if point[1] != node]
        self._points += [(position(f"{node}#{i * weight}"), node) for i in range(weight * self._points_each)]
        self._points.sort()
        self._weights[node] = weight
        if weight == 0:
            del self._weights[node]
