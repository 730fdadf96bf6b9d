from tests.helpers import events_of, reached


def test_each_pause_by_itself():
    assert reached(events_of(a="open@0 card@60 pay@120"), timeout=60) == [1, 1, 1]
    assert reached(events_of(a="open@0 card@60 pay@121"), timeout=60) == [1, 1, 0]


def test_being_seen_again_prolongs_nothing():
    assert reached(events_of(a="open@0 open@50 card@70"), timeout=60) == [1, 0, 0]
    assert reached(events_of(a="open@0 card@10 card@60 pay@80"), timeout=60) == [1, 1, 0]


def test_after_the_end_only_the_first_step_begins_again():
    assert reached(events_of(a="open@0 card@100 pay@110"), timeout=60) == [1, 0, 0]
    assert reached(events_of(a="open@0 card@100 open@110 card@120 pay@130"), timeout=60) == [2, 1, 1]


def test_after_the_last_step_another_visit_may_begin():
    events = events_of(a="open@0 card@1 pay@2 open@3 card@4")

    assert reached(events, timeout=60) == [2, 2, 1]
    assert reached(events) == [2, 2, 1]
    assert reached(events_of(a="open@0 card@1 pay@2 pay@3 card@4"), timeout=60) == [1, 1, 1]


def test_the_first_step_during_a_visit():
    assert reached(events_of(a="open@0 open@10 open@20 card@30"), timeout=60) == [1, 1, 0]


def test_a_timeout_of_nothing():
    assert reached(events_of(a="open@0 card@0 pay@1"), timeout=0) == [1, 1, 0]


def test_three_visits():
    assert reached(events_of(a="open@0 open@100 open@200 card@200"), timeout=60) == [3, 1, 0]
    assert reached(events_of(a="open@200 card@200 open@0 open@100"), timeout=60) == [3, 1, 0]


def test_sessions_have_their_own_visits():
    assert reached(events_of(a="open@0 card@100", b="open@90 card@100"), timeout=60) == [2, 1, 0]
