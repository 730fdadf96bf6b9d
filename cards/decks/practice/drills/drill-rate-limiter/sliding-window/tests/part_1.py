from lib.fake_clock import FakeClock
from limiter import SlidingLog


def test_a_request_counts_for_a_window():
    clock = FakeClock()
    log = SlidingLog(limit=2, window=10, clock=clock)
    assert log.allow("a")
    clock.advance(6)
    assert log.allow("a")

    clock.advance(3)
    assert not log.allow("a")
    clock.advance(1)
    assert log.allow("a")


def test_no_double_burst_at_the_turn_of_a_minute():
    clock = FakeClock(59.9)
    log = SlidingLog(limit=10, window=60, clock=clock)
    for _ in range(10):
        assert log.allow("a")

    clock.advance(0.2)

    assert not log.allow("a")
