from lib.fake_clock import FakeClock
from limiter import TokenBucket


def test_a_burst_up_to_the_capacity():
    bucket = TokenBucket(3, 1, FakeClock())

    assert [bucket.allow() for _ in range(4)] == [True, True, True, False]


def test_tokens_come_back():
    clock = FakeClock()
    bucket = TokenBucket(1, 2, clock)
    assert bucket.allow()
    assert not bucket.allow()

    clock.advance(0.5)

    assert bucket.allow()


def test_a_request_may_cost_more_than_one():
    bucket = TokenBucket(5, 1, FakeClock())

    assert bucket.allow(4)
    assert not bucket.allow(2)
    assert bucket.allow(1)
