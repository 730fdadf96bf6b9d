from lib.fake_clock import FakeClock
from limiter import TokenBucket


def test_the_time_until_there_is_enough():
    bucket = TokenBucket(4, 2, FakeClock())
    bucket.allow(4)

    assert abs(bucket.retry_after(3) - 1.5) < 1e-6


def test_no_time_when_there_is_enough():
    assert TokenBucket(4, 2, FakeClock()).retry_after(4) == 0
