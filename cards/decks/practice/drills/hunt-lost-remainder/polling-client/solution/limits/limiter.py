"""Token buckets."""

from collections.abc import Callable
from dataclasses import dataclass
from limits.plans import Plan
from limits.store import Store

MINUTE = 60_000

TOKEN = MINUTE
"""What a request costs. A millisecond is worth as much as the plan allows in a minute, so nothing is ever divided."""


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
        credit = self._refilled(key, plan)
        is_allowed = credit >= TOKEN
        if is_allowed:
            credit -= TOKEN
        self._store.set(key, credit, self._clock())
        missing = max(0, TOKEN - credit)
        return Decision(is_allowed, credit // TOKEN, -(-missing // plan.per_minute))

    def _refilled(self, key: str, plan: Plan) -> int:
        full = plan.per_minute * TOKEN
        bucket = self._store.get(key)
        if bucket is None:
            return full
        credit, refilled_at = bucket
        elapsed = max(0, self._clock() - refilled_at)
        return min(full, credit + elapsed * plan.per_minute)
