from funnel import Step, funnel
from tests.helpers import STEPS, events_of, reached


def test_two_sessions():
    events = events_of(a="open@1 card@2 pay@3", b="open@1 card@5")

    assert funnel(events, STEPS) == [Step("open", 2, 0, 1.0), Step("card", 2, 1, 0.5), Step("pay", 1, 0, None)]


def test_a_step_that_was_skipped():
    assert reached(events_of(a="open@1 pay@2")) == [1, 0, 0]


def test_nobody():
    assert funnel([], STEPS)[0] == Step("open", 0, 0, None)
