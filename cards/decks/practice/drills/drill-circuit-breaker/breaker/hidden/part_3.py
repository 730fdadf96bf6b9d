from breaker import Open
from lib.checks import raises
from tests.helpers import attempt, fails, opened, works


def pause(breaker, clock):
    """Seconds until it is half-open."""
    for seconds in range(1_000):
        if breaker.state != "open":
            return seconds
        clock.advance(1)
    raise AssertionError("it stays open")


def retry_after(breaker):
    with raises(Open) as caught:
        breaker.call(works)
    return caught.error.retry_after


def test_twice_as_long_up_to_the_longest():
    breaker, clock = opened()
    pauses = []
    for _ in range(6):
        pauses.append(pause(breaker, clock))
        attempt(breaker, fails)

    assert pauses == [30, 60, 120, 240, 300, 300]


def test_another_longest():
    breaker, clock = opened(cooldown=10, longest=25)
    pauses = []
    for _ in range(4):
        pauses.append(pause(breaker, clock))
        attempt(breaker, fails)

    assert pauses == [10, 20, 25, 25]


def test_after_closing_the_first_again():
    breaker, clock = opened()
    for _ in range(3):
        pause(breaker, clock)
        attempt(breaker, fails)
    pause(breaker, clock)
    attempt(breaker, works)
    attempt(breaker, works)
    assert breaker.state == "closed"

    for _ in range(3):
        attempt(breaker, fails)

    assert pause(breaker, clock) == 30


def test_a_good_probe_does_not_shorten_the_pause():
    breaker, clock = opened()
    pause(breaker, clock)
    attempt(breaker, fails)
    pause(breaker, clock)
    attempt(breaker, works)
    attempt(breaker, fails)

    assert pause(breaker, clock) == 120


def test_when_to_come_back():
    breaker, clock = opened()
    assert retry_after(breaker) == 30
    clock.advance(29.75)
    assert retry_after(breaker) == 0.25
    clock.advance(0.25)
    attempt(breaker, fails)
    assert retry_after(breaker) == 60


def test_while_a_probe_is_running():
    breaker, clock = opened()
    clock.advance(30)
    inner = []

    breaker.call(lambda: inner.append(retry_after(breaker)))

    assert inner == [0]
