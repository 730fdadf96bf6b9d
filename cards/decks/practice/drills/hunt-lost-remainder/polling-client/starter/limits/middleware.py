"""Between the network and the handlers."""

from collections.abc import Callable
from limits.answers import Answer, too_many
from limits.limiter import Limiter
from limits.log import RequestLog
from limits.plans import Customers

Handler = Callable[[str], Answer]


class RateLimited:
    """A handler that is asked only as often as the caller's plan allows."""

    def __init__(self, handler: Handler, limiter: Limiter, customers: Customers, clock: Callable[[], int]) -> None:
        self._handler = handler
        self._limiter = limiter
        self._customers = customers
        self._clock = clock
        self.log = RequestLog()

    def __call__(self, key: str) -> Answer:
        plan = self._customers.plan_of(key)
        decision = self._limiter.ask(key, plan)
        answer = self._handler(key) if decision.is_allowed else too_many(decision.wait)
        self.log.add(self._clock(), key, answer.status)
        return answer.with_headers(
            {
                "X-RateLimit-Limit": str(plan.per_minute),
                "X-RateLimit-Remaining": str(decision.remaining),
            }
        )
