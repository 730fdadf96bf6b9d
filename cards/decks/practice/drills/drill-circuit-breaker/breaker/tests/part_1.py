from tests.helpers import attempt, breaker_and_clock, fails, works


def test_it_opens_after_three_failures():
    breaker, _ = breaker_and_clock()

    assert [attempt(breaker, fails) for _ in range(4)] == ["RuntimeError"] * 3 + ["Open"]
    assert breaker.state == "open"


def test_a_success_begins_anew():
    breaker, _ = breaker_and_clock()

    for function in (fails, fails, works, fails, fails):
        attempt(breaker, function)

    assert breaker.state == "closed"
    assert attempt(breaker, works) == "done"
