from lib.checks import raises
from lib.fake_clock import FakeClock
from limiter import TokenBucket


def test_who_waits_exactly_so_long_gets_through():
    for capacity, refill, cost in ((3, 3, 1), (7, 0.3, 5), (10, 7, 10), (1, 0.1, 1)):
        clock = FakeClock(1_000.1)
        bucket = TokenBucket(capacity, refill, clock)
        bucket.allow(capacity)

        clock.advance(bucket.retry_after(cost))

        assert bucket.allow(cost), (capacity, refill, cost)


def test_who_waits_a_little_less_does_not():
    clock = FakeClock()
    bucket = TokenBucket(2, 1, clock)
    bucket.allow(2)

    clock.advance(bucket.retry_after(2) - 0.01)

    assert not bucket.allow(2)


def test_asking_takes_nothing():
    bucket = TokenBucket(2, 1, FakeClock())

    for _ in range(5):
        bucket.retry_after(2)

    assert bucket.allow(2)


def test_time_that_has_passed_counts():
    clock = FakeClock()
    bucket = TokenBucket(2, 1, clock)
    bucket.allow(2)

    clock.advance(0.75)

    assert abs(bucket.retry_after() - 0.25) < 1e-6
    clock.advance(10)
    assert bucket.retry_after(2) == 0


def test_never_is_an_error_not_a_number():
    with raises(ValueError):
        TokenBucket(2, 1, FakeClock()).retry_after(3)


def test_who_waits_exactly_so_long_on_the_clock_of_a_real_machine():
    for refill in (1, 3, 7, 1_000):
        clock = FakeClock(1_772_476_800.1)
        bucket = TokenBucket(1_000, refill, clock)
        bucket.allow(1_000)

        clock.advance(bucket.retry_after(100))

        assert bucket.allow(100), refill


def test_the_wait_after_a_clock_has_jumped_back():
    clock = FakeClock(100)
    bucket = TokenBucket(1, 1, clock)
    bucket.allow()

    clock.advance(-50)
    assert abs(bucket.retry_after() - 51) < 1e-6
    clock.advance(bucket.retry_after())

    assert bucket.allow()
