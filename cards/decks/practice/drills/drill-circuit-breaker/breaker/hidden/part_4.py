from tests.helpers import attempt, breaker_and_clock, fails, opened, works


def test_a_late_failure_is_not_one_of_todays():
    breaker, clock = breaker_and_clock(successes=1)

    def slow():
        for _ in range(3):
            attempt(breaker, fails)
        clock.advance(30)
        attempt(breaker, works)
        assert breaker.state == "closed"
        raise RuntimeError("late")

    assert attempt(breaker, slow) == "RuntimeError"
    attempt(breaker, fails)
    attempt(breaker, fails)
    assert breaker.state == "closed"


def test_a_late_success_does_not_begin_the_count_anew():
    breaker, clock = breaker_and_clock(failures=2, successes=1)

    def slow():
        attempt(breaker, fails)
        attempt(breaker, fails)
        clock.advance(30)
        attempt(breaker, works)
        attempt(breaker, fails)
        return "late"

    assert attempt(breaker, slow) == "late"
    attempt(breaker, fails)
    assert breaker.state == "open"


def test_a_late_failure_does_not_open_it_longer():
    breaker, clock = breaker_and_clock()

    def slow():
        for _ in range(3):
            attempt(breaker, fails)
        clock.advance(10)
        raise RuntimeError("late")

    attempt(breaker, slow)
    clock.advance(20)

    assert breaker.state == "half-open"


def test_a_late_failure_fails_no_probe():
    breaker, clock = breaker_and_clock()

    def slow():
        for _ in range(3):
            attempt(breaker, fails)
        clock.advance(30)
        raise RuntimeError("late")

    attempt(breaker, slow)

    assert breaker.state == "half-open"


def test_calls_of_the_same_state_count():
    breaker, _ = breaker_and_clock()

    def slow():
        attempt(breaker, fails)
        attempt(breaker, fails)
        raise RuntimeError("third")

    attempt(breaker, slow)

    assert breaker.state == "open"


def test_a_probe_that_takes_its_time_counts():
    breaker, clock = opened(successes=1)
    clock.advance(30)

    def slow():
        clock.advance(500)
        return "done"

    assert attempt(breaker, slow) == "done"
    assert breaker.state == "closed"
