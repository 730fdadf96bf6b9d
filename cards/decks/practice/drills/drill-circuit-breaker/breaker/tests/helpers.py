from breaker import Breaker
from lib.fake_clock import FakeClock


def fails():
    raise RuntimeError("down")


def works():
    return "done"


def attempt(breaker, function):
    """What came of it: the result, or the name of the error."""
    try:
        return breaker.call(function)
    except BaseException as error:
        return type(error).__name__


def breaker_and_clock(**options):
    clock = FakeClock(1_000)
    return Breaker(clock, **options), clock


def opened(**options):
    breaker, clock = breaker_and_clock(**options)
    for _ in range(options.get("failures", 3)):
        attempt(breaker, fails)
    assert breaker.state == "open"
    return breaker, clock
