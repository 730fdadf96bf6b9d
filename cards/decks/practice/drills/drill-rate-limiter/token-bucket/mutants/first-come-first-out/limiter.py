"""A rate limiter that lets short bursts through."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

Clock = Callable[[], float]

TINY = 1e-6
"""Seconds: less than any wait that matters, and more than a float is off by that counts them since 1970."""


class TokenBucket:
    def __init__(self, capacity: float, refill_per_second: float, clock: Clock) -> None:
        if capacity <= 0 or refill_per_second <= 0:
            raise ValueError("capacity and refill must be above zero")
        self._capacity = capacity
        self._refill_per_second = refill_per_second
        self._clock = clock
        self._tokens = float(capacity)
        self._refilled_at = clock()

    def allow(self, cost: float = 1) -> bool:
        self._refuse_impossible(cost)
        self._refill()
        if self._wait(cost) > TINY:
            return False
        self._tokens -= cost
        return True

    def retry_after(self, cost: float = 1) -> float:
        """Seconds until `allow(cost)` would succeed if nobody else takes anything."""
        self._refuse_impossible(cost)
        self._refill()
        wait = self._wait(cost)
        # A clock that has jumped back must first come to where it was.
        return wait + self._refilled_at - self._clock() if wait > TINY else 0.0

    def _wait(self, cost: float) -> float:
        """How long it takes to gain what is missing; negative if there is more than enough."""
        return (cost - self._tokens) / self._refill_per_second

    def _refill(self) -> None:
        now = self._clock()
        elapsed = now - self._refilled_at
        if elapsed > 0:
            self._tokens = min(self._capacity, self._tokens + elapsed * self._refill_per_second)
            self._refilled_at = now

    def _refuse_impossible(self, cost: float) -> None:
        if cost > self._capacity:
            raise ValueError(f"a cost of {cost} can never succeed, the capacity is {self._capacity}")


class KeyedLimiter:
    """A bucket for each key. The bucket that was used longest ago makes room for a new one."""

    def __init__(self, capacity: float, refill_per_second: float, clock: Clock, max_keys: int = 10_000) -> None:
        if max_keys < 1:
            raise ValueError("max_keys must be at least 1")
        self._new_bucket = lambda: TokenBucket(capacity, refill_per_second, clock)
        self._max_keys = max_keys
        self._buckets: OrderedDict[Hashable, TokenBucket] = OrderedDict()  # used longest ago first

    def __len__(self) -> int:
        return len(self._buckets)

    def allow(self, key: Hashable, cost: float = 1) -> bool:
        if key not in self._buckets:
            self._buckets[key] = self._new_bucket()
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
        return self._buckets[key].allow(cost)
