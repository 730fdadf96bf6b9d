from lib.fake_clock import FakeClock
from limiter import SlidingCounter


def counter_with(requests, limit=10, window=10):
    clock = FakeClock()
    counter = SlidingCounter(limit, window, clock)
    for _ in range(requests):
        counter.allow("a")
    return counter, clock


def test_what_remains_is_what_is_allowed():
    for tenths in range(0, 200, 7):
        counter, clock = counter_with(9)
        clock.advance(10 + tenths / 10)

        remaining = counter.remaining("a")

        assert sum(counter.allow("a") for _ in range(20)) == remaining, tenths


def test_what_remains_is_never_negative():
    counter, clock = counter_with(10)
    for _ in range(40):
        clock.advance(0.3)
        assert counter.remaining("a") >= 0
        counter.allow("a")
    assert isinstance(counter.remaining("a"), int)


def test_asking_changes_nothing():
    counter, clock = counter_with(10)
    for _ in range(10):
        counter.remaining("a")
        counter.remaining("never seen")
        clock.advance(1.5)

    assert len(counter) == 1
    assert sum(counter.allow("a") for _ in range(20)) == 5


def test_a_key_that_may_still_count_is_kept():
    counter, clock = counter_with(10)

    clock.advance(19)
    assert counter.forget_idle() == 0
    assert counter.remaining("a") == 9

    clock.advance(1)
    assert counter.forget_idle() == 1
    assert len(counter) == 0


def test_a_forgotten_key_starts_again():
    counter, clock = counter_with(10)
    clock.advance(30)
    counter.forget_idle()

    assert sum(counter.allow("a") for _ in range(20)) == 10
