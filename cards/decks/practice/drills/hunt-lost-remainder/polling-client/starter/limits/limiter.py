"""Token buckets."""

from collections.abc import Callable
from dataclasses import dataclass
from limits.plans import Plan
from limits.store import Store

MINUTE = 60_000


@dataclass(frozen=True)
class Decision:
    is_allowed: bool
    remaining: int
    """Whole requests that would be allowed now."""
    wait: int
    """Milliseconds until the next one would be; 0 if it would be now."""


class Limiter:
    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock

    def ask(self, key: str, plan: Plan) -> Decision:
        """Takes a token if there is one."""
        tokens = self._refilled(key, plan)
        is_allowed = tokens >= 1
        if is_allowed:
            tokens -= 1
        self._store.set(key, tokens, self._clock())
        return Decision(is_allowed, tokens, 0 if tokens else -(-MINUTE // plan.per_minute))

    def _refilled(self, key: str, plan: Plan) -> int:
        """Whole tokens, as the store keeps whole numbers. Rounds down, in our favour."""
        bucket = self._store.get(key)
        if bucket is None:
            return plan.per_minute
        tokens, refilled_at = bucket
        elapsed = max(0, self._clock() - refilled_at)
        gained = elapsed * plan.per_minute // MINUTE
        return min(plan.per_minute, tokens + gained)
