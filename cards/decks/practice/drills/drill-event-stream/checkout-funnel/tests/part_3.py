from tests.helpers import events_of, reached


def test_too_late():
    assert reached(events_of(a="open@0 card@60"), timeout=60) == [1, 1, 0]
    assert reached(events_of(a="open@0 card@61"), timeout=60) == [1, 0, 0]


def test_another_visit():
    events = events_of(a="open@0 open@100 card@110")

    assert reached(events, timeout=60) == [2, 1, 0]
    assert reached(events) == [1, 1, 0]
