from funnel import Step, funnel
from tests.helpers import STEPS, events_of, reached


def test_in_the_right_order_only():
    assert reached(events_of(a="card@1 open@2")) == [1, 0, 0]
    assert reached(events_of(a="card@1 open@2 pay@3")) == [1, 0, 0]
    assert reached(events_of(a="pay@1 open@2 card@3")) == [1, 1, 0]


def test_back_and_forth():
    assert reached(events_of(a="open@1 card@2 open@3 card@4 pay@5")) == [1, 1, 1]


def test_steps_that_nobody_knows():
    assert reached(events_of(a="hover@1 open@2 scroll@3 card@4")) == [1, 1, 0]
    assert reached(events_of(a="hover@1")) == [0, 0, 0]


def test_rates():
    events = events_of(a="open@1 card@2 pay@3", b="open@1 card@2", c="open@1")

    assert [(step.abandoned, step.rate) for step in funnel(events, STEPS)] == [(1, 0.6667), (1, 0.5), (0, None)]


def test_a_step_that_nobody_reached_has_no_rate():
    assert funnel(events_of(a="open@1"), STEPS) == [
        Step("open", 1, 1, 0.0),
        Step("card", 0, 0, None),
        Step("pay", 0, 0, None),
    ]


def test_one_step_and_none():
    assert funnel(events_of(a="open@1"), ["open"]) == [Step("open", 1, 0, None)]
    assert funnel(events_of(a="open@1"), []) == []


def test_events_may_be_a_generator():
    assert reached(event for event in events_of(a="open@1")) == [1, 0, 0]
