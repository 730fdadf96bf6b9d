from breaker import Open
from lib.checks import raises
from tests.helpers import attempt, fails, opened


def test_pauses_grow():
    breaker, clock = opened()
    clock.advance(30)
    attempt(breaker, fails)

    clock.advance(59)
    assert breaker.state == "open"
    clock.advance(1)
    assert breaker.state == "half-open"


def test_when_to_come_back():
    breaker, clock = opened()
    clock.advance(12)

    with raises(Open) as caught:
        breaker.call(fails)

    assert caught.error.retry_after == 18
