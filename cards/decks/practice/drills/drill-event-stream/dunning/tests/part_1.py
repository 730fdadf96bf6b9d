from dunning import Action, plan
from tests.helpers import USUAL, event, planned


def test_the_usual_schedule():
    assert planned(event(0, "failed")) == USUAL


def test_up_to_the_horizon():
    assert planned(event(10, "failed"), horizon=13) == [(11, "retry"), (13, "retry")]


def test_by_day_and_by_invoice():
    events = [event(0, "failed", "in_b"), event(0, "failed", "in_a")]

    assert plan(events, horizon=1) == [Action(1, "in_a", "retry"), Action(1, "in_b", "retry")]
