from lib.fake_clock import FakeClock
from limiter import SlidingCounter


def test_what_remains():
    counter = SlidingCounter(limit=3, window=10, clock=FakeClock())
    assert counter.remaining("a") == 3

    counter.allow("a")

    assert counter.remaining("a") == 2


def test_idle_keys_are_forgotten():
    clock = FakeClock()
    counter = SlidingCounter(limit=3, window=10, clock=clock)
    counter.allow("a")
    clock.advance(25)
    counter.allow("b")

    assert counter.forget_idle() == 1
    assert len(counter) == 1
