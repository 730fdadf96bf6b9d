import random
from funnel import funnel
from tests.helpers import events_of, reached


def test_every_order():
    events = events_of(a="open@1 card@2 pay@3", b="card@1 open@2 pay@3", c="open@5 card@5 pay@5", d="pay@1 card@2")
    chance = random.Random(6)

    for _ in range(20):
        chance.shuffle(events)
        assert reached(events + events[:4]) == [3, 2, 2]


def test_equal_events_with_other_ids_are_no_harm():
    assert reached(events_of(a="open@1 open@1 open@1")) == [1, 0, 0]


def test_the_order_of_steps_is_not_that_of_the_alphabet():
    assert [step.reached for step in funnel(events_of(s="a@1 z@1"), ["z", "a"])] == [1, 1]


def test_times_are_numbers():
    assert reached(events_of(a="card@10 open@9")) == [1, 1, 0]
