from lib.checks import raises
from retrying import HttpError, NetworkError, RetryBudget
from tests.helpers import Service


def retries_left(budget):
    """How many retries it still allows; uses them up."""
    for count in range(100):
        service = Service(NetworkError(), NetworkError())
        with raises(NetworkError):
            service.call(attempts=2, budget=budget)
        if not service.naps:
            return count
    raise AssertionError("the budget has no end")


def test_the_usual_budget():
    assert retries_left(RetryBudget()) == 10


def test_floats_do_not_lose_a_token():
    for per_success, successes in ((0.1, 10), (0.2, 5), (0.3, 10), (0.7, 10)):
        budget = RetryBudget(most=7, per_success=per_success)
        retries_left(budget)
        for _ in range(successes):
            Service("done").call(budget=budget)
        assert retries_left(budget) == round(per_success * successes), per_success


def test_almost_a_token_is_none():
    budget = RetryBudget(most=1, per_success=0.3)
    retries_left(budget)
    for _ in range(3):
        Service("done").call(budget=budget)

    assert retries_left(budget) == 0


def test_it_is_never_fuller_than_full():
    budget = RetryBudget(most=2, per_success=1)
    for _ in range(10):
        Service("done").call(budget=budget)

    assert retries_left(budget) == 2


def test_a_late_success_gives_as_much():
    budget = RetryBudget(most=2, per_success=1)

    Service(NetworkError(), "done").call(budget=budget)

    assert retries_left(budget) == 2


def test_what_is_not_repeated_costs_nothing():
    budget = RetryBudget(most=1, per_success=0)
    for options, error in (
        ({}, HttpError(404)),
        ({}, KeyError()),
        ({"attempts": 1}, NetworkError()),
        ({"deadline": 0.1}, NetworkError()),
        ({"deadline": 5}, HttpError(503, retry_after=60)),
    ):
        service = Service(error, "done")
        with raises(type(error)):
            service.call(clock=service.clock, budget=budget, **options)

    assert retries_left(budget) == 1


def test_an_error_gives_nothing_back():
    budget = RetryBudget(most=1, per_success=1)
    retries_left(budget)
    with raises(HttpError):
        Service(HttpError(404)).call(budget=budget)

    assert retries_left(budget) == 0


def test_without_a_budget_there_is_no_bound_but_attempts():
    service = Service(*[NetworkError()] * 30, "done")

    assert service.call(attempts=31) == "done"
