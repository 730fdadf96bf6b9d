from funnel import slowest
from tests.helpers import STEPS, events_of


def test_the_slowest_step():
    events = events_of(a="open@0 card@10 pay@12", b="open@0 card@1 pay@9", c="open@0 card@2 pay@8")

    assert slowest(events, STEPS) == "card"
    assert slowest(events_of(a="open@0"), STEPS) is None
