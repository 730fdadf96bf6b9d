from tests.helpers import USUAL, event, planned


def test_paid_in_between():
    assert planned(event(2, "paid"), event(0, "failed")) == [(1, "retry")]


def test_paid_on_the_day_of_a_retry():
    assert planned(event(0, "failed"), event(3, "paid")) == [(1, "retry")]


def test_failures_do_not_begin_anew():
    assert planned(event(1, "failed"), event(0, "failed"), event(3, "failed")) == USUAL
