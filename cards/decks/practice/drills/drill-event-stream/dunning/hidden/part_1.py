from dunning import Action, plan
from lib.checks import raises
from tests.helpers import event, planned


def test_other_offsets():
    assert planned(event(5, "failed"), offsets=(2,)) == [(7, "final_retry"), (8, "mark_uncollectible")]
    assert planned(event(5, "failed"), offsets=[1, 10]) == [
        (6, "retry"),
        (15, "final_retry"),
        (16, "mark_uncollectible"),
    ]


def test_offsets_that_cannot_be():
    for offsets in ((), (0, 1), (-1, 2), (1, 1), (3, 2), (1, 2, 2)):
        for events in ([], [event(0, "failed")]):
            with raises(ValueError):
                plan(events, 10, offsets)


def test_the_horizon_itself():
    assert planned(event(0, "failed"), horizon=8)[-1] == (8, "mark_uncollectible")
    assert planned(event(0, "failed"), horizon=7)[-1] == (7, "final_retry")
    assert planned(event(0, "failed"), horizon=0) == []


def test_invoices_of_different_days():
    events = [event(2, "failed", "in_a"), event(0, "failed", "in_b")]

    assert plan(events, 3) == [Action(1, "in_b", "retry"), Action(3, "in_a", "retry"), Action(3, "in_b", "retry")]


def test_nothing():
    assert plan([], 99) == []
    assert planned(event(0, "paid")) == []


def test_negative_and_very_large_days():
    assert planned(event(-3, "failed"), horizon=0) == [(-2, "retry"), (0, "retry")]
    assert len(planned(event(10**12, "failed"), horizon=10**13)) == 5


def test_events_may_be_a_generator():
    assert plan((item for item in [event(0, "failed")]), 1) == [Action(1, "in_1", "retry")]
