from lib.fake_clock import FakeClock
from retrying import call_with_retries


class Service:
    """Answers with one outcome after the other: raises it if it is an error, else returns it."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.numbers = []
        self.clock = FakeClock()

    def __call__(self, number):
        self.numbers.append(number)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def call(self, **options):
        return call_with_retries(self, self.clock.sleep, **options)

    @property
    def naps(self):
        return self.clock.naps
