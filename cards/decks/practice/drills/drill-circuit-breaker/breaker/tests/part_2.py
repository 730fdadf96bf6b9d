from tests.helpers import attempt, fails, opened, works


def test_two_probes_close_it():
    breaker, clock = opened()
    clock.advance(30)
    assert breaker.state == "half-open"

    assert attempt(breaker, works) == "done"
    assert breaker.state == "half-open"
    assert attempt(breaker, works) == "done"
    assert breaker.state == "closed"


def test_a_failed_probe_opens_it():
    breaker, clock = opened()
    clock.advance(30)

    assert attempt(breaker, fails) == "RuntimeError"
    assert attempt(breaker, works) == "Open"
