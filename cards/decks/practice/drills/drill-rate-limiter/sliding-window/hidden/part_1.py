from lib.fake_clock import FakeClock
from limiter import SlidingLog


def test_the_edge_of_the_window():
    clock = FakeClock()
    log = SlidingLog(limit=1, window=10, clock=clock)
    log.allow("a")

    clock.advance(9.999)
    assert not log.allow("a")
    clock.advance(0.001)
    assert log.allow("a")


def test_refused_requests_extend_nothing():
    clock = FakeClock()
    log = SlidingLog(limit=1, window=10, clock=clock)
    log.allow("a")
    for _ in range(9):
        clock.advance(1)
        assert not log.allow("a")

    clock.advance(1)

    assert log.allow("a")


def test_keys_have_nothing_to_do_with_each_other():
    log = SlidingLog(limit=1, window=10, clock=FakeClock())

    assert log.allow("a")
    assert log.allow("b")
    assert not log.allow("a")


def test_no_window_has_more_than_the_limit():
    clock = FakeClock()
    log = SlidingLog(limit=3, window=10, clock=clock)
    allowed = []
    for _ in range(400):
        clock.advance(0.75)
        if log.allow("a"):
            allowed.append(clock())

    for moment in allowed:
        assert sum(moment - 10 < other <= moment for other in allowed) <= 3
    assert len(allowed) >= 84
