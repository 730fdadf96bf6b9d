from lib.fake_clock import FakeClock
from limits.answers import Answer
from limits.limiter import Limiter
from limits.middleware import RateLimited
from limits.plans import Customers
from limits.store import Store


class Server:
    """Anna has the plan `basic`, Ben `large`; others have `trial`."""

    def __init__(self):
        self.clock = FakeClock(5_000_000)
        customers = Customers()
        customers.set("anna", "basic")
        customers.set("ben", "large")
        limiter = Limiter(Store(self.clock), self.clock)
        self.ask = RateLimited(lambda key: Answer(200, "hello"), limiter, customers, self.clock)

    def allowed(self, key, requests, every=0):
        """How many of so many requests get through, one each `every` milliseconds."""
        count = 0
        for _ in range(requests):
            self.clock.advance(every)
            count += self.ask(key).status == 200
        return count
