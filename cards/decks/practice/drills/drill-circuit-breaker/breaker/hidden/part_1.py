from breaker import Refused
from tests.helpers import attempt, breaker_and_clock, fails, opened, works


def refuses():
    raise Refused("card_declined")


def interrupted():
    raise KeyboardInterrupt


def test_nothing_is_called_while_it_is_open():
    breaker, _ = opened()
    called = []

    attempt(breaker, lambda: called.append(1))

    assert called == []


def test_an_answer_is_no_failure():
    breaker, _ = breaker_and_clock()

    assert [attempt(breaker, refuses) for _ in range(9)] == ["Refused"] * 9
    assert breaker.state == "closed"


def test_an_answer_is_a_success():
    breaker, _ = breaker_and_clock()

    for function in (fails, fails, refuses, fails, fails):
        attempt(breaker, function)

    assert breaker.state == "closed"


def test_a_kind_of_refusal_is_a_refusal():
    class Declined(Refused):
        pass

    def declines():
        raise Declined

    breaker, _ = breaker_and_clock(failures=1)

    assert attempt(breaker, declines) == "Declined"
    assert breaker.state == "closed"


def test_every_exception_is_a_failure():
    for error in (KeyError(), TimeoutError(), ValueError(), StopIteration(), AssertionError()):

        def raises_it(error=error):
            raise error

        breaker, _ = breaker_and_clock(failures=1)
        assert attempt(breaker, raises_it) == type(error).__name__
        assert breaker.state == "open", error


def test_an_interruption_is_neither():
    breaker, _ = breaker_and_clock()

    for function in (fails, fails, interrupted, interrupted, interrupted):
        attempt(breaker, function)
    assert breaker.state == "closed"

    attempt(breaker, fails)
    assert breaker.state == "open"


def test_results_of_every_kind():
    breaker, _ = breaker_and_clock()

    for value in (None, 0, False, [], fails):
        assert breaker.call(lambda value=value: value) is value


def test_another_number_of_failures():
    breaker, _ = breaker_and_clock(failures=1)
    attempt(breaker, fails)
    assert attempt(breaker, works) == "Open"


def test_breakers_share_nothing():
    first, _ = opened()
    second, _ = breaker_and_clock()

    assert attempt(first, works) == "Open"
    assert attempt(second, works) == "done"
