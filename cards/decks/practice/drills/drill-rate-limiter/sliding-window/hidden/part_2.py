from lib.fake_clock import FakeClock
from limiter import SlidingCounter


def counter_at(now, limit=10, window=10):
    clock = FakeClock(now)
    return SlidingCounter(limit, window, clock), clock


def allowed_of(counter, requests, key="a"):
    return sum(counter.allow(key) for _ in range(requests))


def test_no_double_burst_at_the_turn_of_a_window():
    counter, clock = counter_at(9.9)
    assert allowed_of(counter, 10) == 10

    clock.advance(0.2)

    assert allowed_of(counter, 10) <= 1


def test_two_windows_of_silence_forget_everything():
    for pause in (20, 25, 30, 35, 1_000):
        counter, clock = counter_at(5)
        allowed_of(counter, 10)

        clock.advance(pause)

        assert allowed_of(counter, 20) == 10, pause


def test_a_quarter_into_the_window_three_quarters_count():
    counter, clock = counter_at(0, limit=8)
    allowed_of(counter, 8)

    clock.advance(12.5)

    assert allowed_of(counter, 20) == 2


def test_the_boundary_itself():
    counter, clock = counter_at(0)
    allowed_of(counter, 10)

    clock.advance(10)

    assert allowed_of(counter, 10) == 0


def test_floats_do_not_refuse_the_last_one():
    for limit, window, elapsed, left in ((10, 3, 2.1, 7), (50, 10, 1.2, 6), (50, 10, 6.2, 31), (50, 60, 15.6, 13)):
        counter, clock = counter_at(0, limit, window)
        allowed_of(counter, limit)

        clock.advance(window + elapsed)

        assert allowed_of(counter, limit) == left, (limit, window, elapsed)


def test_refused_requests_are_not_counted():
    counter, clock = counter_at(0)
    allowed_of(counter, 500)

    clock.advance(15)

    assert allowed_of(counter, 500) == 5


def test_a_window_that_is_not_a_whole_number():
    counter, clock = counter_at(0, limit=4, window=0.5)
    assert allowed_of(counter, 9) == 4

    clock.advance(0.75)

    assert allowed_of(counter, 9) == 2


def test_keys_have_nothing_to_do_with_each_other():
    counter, _ = counter_at(0, limit=1)

    assert counter.allow("a")
    assert counter.allow("b")
