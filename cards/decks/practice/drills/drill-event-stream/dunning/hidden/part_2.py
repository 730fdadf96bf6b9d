import random
from dunning import plan
from tests.helpers import USUAL, event, planned


def test_void_settles_too():
    assert planned(event(0, "failed"), event(1, "void")) == []


def test_settled_for_good():
    assert planned(event(0, "paid"), event(1, "failed")) == []
    assert planned(event(0, "failed"), event(2, "paid"), event(4, "failed")) == [(1, "retry")]
    assert planned(event(2, "void"), event(0, "failed"), event(4, "paid")) == [(1, "retry")]


def test_the_order_on_one_day():
    assert planned(event(0, "failed", seq=1), event(0, "paid", seq=2)) == []
    assert planned(event(0, "failed", seq=2), event(0, "paid", seq=1)) == []


def test_paid_on_the_day_of_the_mark():
    assert planned(event(0, "failed"), event(8, "paid")) == USUAL[:4]
    assert planned(event(0, "failed"), event(9, "paid")) == USUAL


def test_an_event_counts_once():
    assert planned(*[event(0, "failed")] * 3, *[event(4, "paid")] * 2) == [(1, "retry"), (3, "retry")]


def test_other_types_are_ignored():
    assert planned(event(0, "created"), event(1, "failed"), event(2, "sent")) == [
        (day + 1, kind) for day, kind in USUAL
    ]


def test_a_failure_after_the_mark_changes_nothing():
    assert planned(event(0, "failed"), event(20, "failed")) == USUAL


def test_every_order_of_arrival():
    history = [(0, "created", 0), (1, "failed", 1), (1, "sent", 2), (2, "failed", 0)]
    events = [event(day, kind, invoice, seq) for invoice in ("in_a", "in_b", "in_c") for day, kind, seq in history]
    events.append(event(5, "paid", "in_b"))
    expected = plan(events, 20)
    assert len(expected) == 5 + 2 + 5

    chance = random.Random(5)
    for _ in range(20):
        chance.shuffle(events)
        assert plan(events + events[:3], 20) == expected


def test_invoices_have_nothing_to_do_with_each_other():
    assert planned(event(0, "failed", "in_1"), event(0, "paid", "in_2")) == USUAL
