from funnel import slowest
from tests.helpers import STEPS, events_of


def test_the_median_and_not_the_mean():
    events = events_of(a="open@0 card@5 pay@9", b="open@0 card@5 pay@9", c="open@0 card@1 pay@1000")

    assert slowest(events, STEPS) == "open"


def test_an_even_number():
    events = events_of(a="open@0 card@1 pay@4", b="open@0 card@6 pay@10")

    assert slowest(events, STEPS) == "open"
    assert slowest(events_of(a="open@0 card@1 pay@4", b="open@0 card@5 pay@9"), STEPS) == "card"


def test_equal_ones():
    assert slowest(events_of(a="open@0 card@5 pay@10"), STEPS) == "open"
    assert slowest(events_of(a="open@0 card@0 pay@0"), STEPS) == "open"


def test_those_that_did_not_go_on_do_not_count():
    events = events_of(a="open@0 card@2", b="open@0 card@2", c="open@0 card@4 pay@7")

    assert slowest(events, STEPS) == "card"


def test_visits_and_not_sessions():
    events = events_of(a="open@0 card@50 open@200 card@205 pay@220 open@300 card@305")

    assert slowest(events, STEPS, timeout=60) == "card"


def test_nobody_went_on():
    assert slowest([], STEPS) is None
    assert slowest(events_of(a="open@0 pay@1"), STEPS) is None
    assert slowest(events_of(a="open@0"), ["open"]) is None
    assert slowest([], []) is None
