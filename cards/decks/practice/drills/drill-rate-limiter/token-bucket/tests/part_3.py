from lib.fake_clock import FakeClock
from limiter import KeyedLimiter


def test_keys_do_not_share_a_bucket():
    limiter = KeyedLimiter(1, 1, FakeClock())

    assert limiter.allow("alice")
    assert limiter.allow("bob")
    assert not limiter.allow("alice")


def test_buckets_are_bounded():
    limiter = KeyedLimiter(1, 1, FakeClock(), max_keys=2)

    for key in ("alice", "bob", "carol"):
        limiter.allow(key)

    assert len(limiter) == 2
