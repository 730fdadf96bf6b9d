from lib.fake_clock import FakeClock
from limiter import KeyedLimiter


def test_the_bucket_used_longest_ago_goes():
    limiter = KeyedLimiter(1, 1, FakeClock(), max_keys=2)
    limiter.allow("alice")
    limiter.allow("bob")
    limiter.allow("alice")  # refused, and still a use

    limiter.allow("carol")  # "bob" goes

    assert not limiter.allow("alice")
    assert limiter.allow("bob")


def test_a_bucket_keeps_its_state_between_requests():
    clock = FakeClock()
    limiter = KeyedLimiter(2, 1, clock)
    limiter.allow("alice", 2)

    clock.advance(1)

    assert limiter.allow("alice")
    assert not limiter.allow("alice")


def test_many_keys_stay_within_the_bound():
    limiter = KeyedLimiter(1, 1, FakeClock(), max_keys=100)

    for number in range(1_000):
        assert limiter.allow(number)
        assert len(limiter) <= 100


def test_one_bucket_is_enough():
    limiter = KeyedLimiter(1, 1, FakeClock(), max_keys=1)

    assert [limiter.allow(key) for key in ("a", "a", "b", "a")] == [True, False, True, True]
