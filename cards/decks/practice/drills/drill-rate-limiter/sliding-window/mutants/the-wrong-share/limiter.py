"""Rate limiters over a window that slides."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import floor

Clock = Callable[[], float]

TINY = 1e-9
"""Less than any part of a request that matters, and more than floats are off by."""


class SlidingLog:
    """Exact: remembers the time of every allowed request."""

    def __init__(self, limit: int, window: float, clock: Clock) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._times: defaultdict[Hashable, deque[float]] = defaultdict(deque)

    def allow(self, key: Hashable) -> bool:
        now = self._clock()
        times = self._times[key]
        while times and times[0] <= now - self._window:
            times.popleft()
        if len(times) >= self._limit:
            return False
        times.append(now)
        return True


@dataclass(frozen=True)
class Counts:
    """Allowed requests in a window, and in the one before it."""

    window: int
    current: int
    previous: int

    def at(self, window: int) -> "Counts":
        """The same requests, seen from this window or a later one."""
        if window <= self.window:
            return self
        if window == self.window + 1:
            return Counts(window, 0, self.current)
        return Counts(window, 0, 0)


class SlidingCounter:
    """Three numbers a key: assumes that the requests of the previous window were spread evenly."""

    def __init__(self, limit: int, window: float, clock: Clock) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._counts: dict[Hashable, Counts] = {}

    def __len__(self) -> int:
        return len(self._counts)

    def allow(self, key: Hashable) -> bool:
        counts = self._counts_now(key)
        if self._estimate(counts) + 1 > self._limit + TINY:
            return False
        self._counts[key] = Counts(counts.window, counts.current + 1, counts.previous)
        return True

    def remaining(self, key: Hashable) -> int:
        return max(0, floor(self._limit - self._estimate(self._counts_now(key)) + TINY))

    def forget_idle(self) -> int:
        idle = [key for key in self._counts if self._is_idle(self._counts_now(key))]
        for key in idle:
            del self._counts[key]
        return len(idle)

    def _counts_now(self, key: Hashable) -> Counts:
        window = int(self._clock() // self._window)
        return self._counts.get(key, Counts(window, 0, 0)).at(window)

    def _estimate(self, counts: Counts) -> float:
        share_gone = self._clock() % self._window / self._window
        return counts.previous * share_gone + counts.current

    @staticmethod
    def _is_idle(counts: Counts) -> bool:
        return counts.current == 0 and counts.previous == 0
