from lib.checks import raises
from retrying import NetworkError, RetryBudget
from tests.helpers import Service


def test_a_budget_runs_out():
    budget = RetryBudget(most=2)
    service = Service(*[NetworkError()] * 3, "done")

    with raises(NetworkError):
        service.call(budget=budget)

    assert service.naps == [0.5, 1]


def test_successes_fill_it_again():
    budget = RetryBudget(most=1, per_success=0.5)
    Service(NetworkError(), "done").call(budget=budget)

    Service("done").call(budget=budget)

    assert Service(NetworkError(), "done").call(budget=budget) == "done"
