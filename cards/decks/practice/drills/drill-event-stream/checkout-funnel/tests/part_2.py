from tests.helpers import events_of, reached


def test_any_order_of_arrival():
    events = events_of(a="pay@3 open@1 card@2")

    assert reached(events) == reached(events + events) == [1, 1, 1]


def test_the_same_second():
    assert reached(events_of(a="pay@1 card@1 open@1")) == [1, 1, 1]
