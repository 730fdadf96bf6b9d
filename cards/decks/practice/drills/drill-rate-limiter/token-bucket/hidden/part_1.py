from lib.checks import raises
from lib.fake_clock import FakeClock
from limiter import TokenBucket


def test_polling_does_not_lose_fractions():
    clock = FakeClock()
    bucket = TokenBucket(1, 1, clock)
    bucket.allow()

    answers = []
    for _ in range(20):
        clock.advance(0.125)
        answers.append(bucket.allow())

    assert answers.count(True) == 2
    assert answers[7] and answers[15]


def test_a_long_pause_does_not_fill_it_above_its_capacity():
    clock = FakeClock()
    bucket = TokenBucket(2, 1, clock)
    clock.advance(1_000)

    assert [bucket.allow() for _ in range(3)] == [True, True, False]


def test_refused_requests_cost_nothing():
    clock = FakeClock()
    bucket = TokenBucket(2, 1, clock)
    bucket.allow(2)
    for _ in range(50):
        assert not bucket.allow()

    clock.advance(1)

    assert bucket.allow()


def test_a_refused_large_request_leaves_room_for_a_small_one():
    bucket = TokenBucket(3, 1, FakeClock())
    bucket.allow(1)

    assert not bucket.allow(3)
    assert bucket.allow(2)


def test_a_clock_that_jumps_back_gives_nothing():
    clock = FakeClock(100)
    bucket = TokenBucket(1, 1, clock)
    bucket.allow()

    clock.advance(-50)
    assert not bucket.allow()
    clock.advance(50.5)
    assert not bucket.allow()
    clock.advance(0.5)
    assert bucket.allow()


def test_a_cost_above_the_capacity_is_refused_loudly():
    with raises(ValueError):
        TokenBucket(2, 1, FakeClock()).allow(3)


def test_numbers_must_be_above_zero():
    for capacity, refill in ((0, 1), (1, 0), (-1, 1), (1, -1)):
        with raises(ValueError):
            TokenBucket(capacity, refill, FakeClock())


def test_the_rate_over_a_long_time():
    clock = FakeClock()
    bucket = TokenBucket(10, 0.5, clock)
    allowed = 0
    for _ in range(4_000):
        clock.advance(0.25)
        allowed += bucket.allow()

    assert 505 <= allowed <= 510
