from lib.fake_clock import FakeClock
from limiter import SlidingCounter


def test_the_limit_within_one_window():
    counter = SlidingCounter(limit=2, window=10, clock=FakeClock())

    assert [counter.allow("a") for _ in range(3)] == [True, True, False]


def test_half_of_the_previous_window_still_counts_in_the_middle():
    clock = FakeClock()
    counter = SlidingCounter(limit=10, window=10, clock=clock)
    for _ in range(10):
        counter.allow("a")

    clock.advance(15)

    assert sum(counter.allow("a") for _ in range(10)) == 5
