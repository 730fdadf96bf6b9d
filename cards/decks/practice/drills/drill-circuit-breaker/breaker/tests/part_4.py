from tests.helpers import attempt, breaker_and_clock, fails, works


def test_a_late_success_closes_nothing():
    breaker, clock = breaker_and_clock(failures=1, successes=1)

    def slow():
        attempt(breaker, fails)
        clock.advance(30)
        return "late"

    assert attempt(breaker, slow) == "late"
    assert breaker.state == "half-open"
