from breaker import Refused
from tests.helpers import attempt, breaker_and_clock, fails, opened, works


def test_the_time_has_come_exactly():
    breaker, clock = opened()

    clock.advance(29.5)
    assert (breaker.state, attempt(breaker, works)) == ("open", "Open")
    clock.advance(0.5)
    assert (breaker.state, attempt(breaker, works)) == ("half-open", "done")


def test_probes_in_a_row():
    breaker, clock = opened(successes=3)
    clock.advance(30)
    for function in (works, works, fails):
        attempt(breaker, function)
    clock.advance(300)

    attempt(breaker, works)
    attempt(breaker, works)
    assert breaker.state == "half-open"
    attempt(breaker, works)
    assert breaker.state == "closed"


def test_a_failed_probe_begins_a_new_pause():
    breaker, clock = opened()
    clock.advance(45)
    attempt(breaker, fails)

    clock.advance(29)

    assert breaker.state == "open"


def test_after_closing_all_failures_are_forgotten():
    breaker, clock = opened()
    clock.advance(30)
    attempt(breaker, works)
    attempt(breaker, works)

    attempt(breaker, fails)
    attempt(breaker, fails)
    assert breaker.state == "closed"
    attempt(breaker, fails)
    assert breaker.state == "open"


def test_one_probe_at_a_time():
    breaker, clock = opened()
    clock.advance(30)
    inner = []

    def probe():
        inner.append(attempt(breaker, works))
        return "probe"

    assert attempt(breaker, probe) == "probe"
    assert inner == ["Open"]
    assert attempt(breaker, works) == "done"
    assert breaker.state == "closed"


def test_closed_calls_may_run_at_the_same_time():
    breaker, _ = breaker_and_clock()

    assert breaker.call(lambda: breaker.call(works)) == "done"


def test_a_refusal_is_a_good_probe():
    def refuses():
        raise Refused

    breaker, clock = opened(successes=1)
    clock.advance(30)

    assert attempt(breaker, refuses) == "Refused"
    assert breaker.state == "closed"


def test_an_interrupted_probe_has_no_result():
    def interrupted():
        raise KeyboardInterrupt

    breaker, clock = opened()
    clock.advance(30)

    assert attempt(breaker, interrupted) == "KeyboardInterrupt"
    assert breaker.state == "half-open"
    assert [attempt(breaker, works), attempt(breaker, works)] == ["done", "done"]
    assert breaker.state == "closed"
