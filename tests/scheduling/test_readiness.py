"""Readiness: a number that is worked out from its parts, rises with what is done and falls when nothing is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import EASY
from cards.scheduling.fsrs import USUAL, Memory
from cards.scheduling.readiness import SESSION, Known, readiness

TODAY = date(2026, 11, 23)


def day(number):
    return TODAY + timedelta(days=number)


def seen(card, stability=10.0, **columns):
    return Known(card, Memory(stability, 5.0, TODAY), **columns)


def unseen(card, **columns):
    return Known(card, None, **columns)


days = st.dates(TODAY - timedelta(days=400), TODAY)
memories = st.builds(Memory, st.floats(0.1, 900), st.floats(1, 10), days, st.none())
knowns = st.builds(
    Known,
    st.integers(1, 99),
    st.none() | memories,
    st.floats(1, 600),
    st.sampled_from(["", "tests"]),
    st.none() | st.floats(0, 1),
)


def test_the_mean_over_all_cards_of_the_recall_predicted_for_the_day():
    told = readiness([seen(1), seen(2), unseen(3), unseen(4)], day(10), TODAY)

    assert (told.number, told.seen, told.cards, told.recall) == (45, 2, 4, 90)  # two at 90 %, two unseen


def test_points_and_tests_count_by_their_last_share():
    design = seen(1, measure="rubric points", share=0.6)
    drill = seen(2, measure="tests", share=1.0)

    told = readiness([design, drill], day(10), TODAY)

    assert told.number == 72  # (0.9 · 0.6 + 0.9) / 2
    assert told.measured == {"rubric points": (60, 1), "tests": (100, 1)}


def test_a_stage_without_cards_has_no_number():
    assert readiness([], day(3), TODAY) is None


def test_a_day_that_is_past_is_today():
    assert readiness([seen(1)], day(-3), TODAY).number == 100


@given(st.lists(knowns, min_size=1, max_size=30), st.integers(0, 300), st.integers(1, 300))
def test_it_falls_when_nothing_is_done(cards, ahead, later):
    near, far = (readiness(cards, day(number), TODAY).number for number in (ahead, ahead + later))

    assert 0 <= far <= near <= 100


@given(st.lists(knowns, min_size=1, max_size=30), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_with_a_day_the_number_of_today_falls_to_it(cards, waited, more, left):
    at = waited + more + left
    early, late, there = (readiness(cards, day(at), day(number)) for number in (waited, waited + more, at))

    assert early.number == late.number == there.number == there.now
    assert there.now <= late.now <= early.now


@given(st.lists(knowns, min_size=1, max_size=30), st.integers(1, 200))
def test_every_action_moves_it_and_the_first_the_most(cards, ahead):
    told = readiness(cards, day(ahead), TODAY)

    points = [action.points for action in told.actions]
    assert points == sorted(points, reverse=True)
    assert all(0 < each <= 100 for each in points)
    assert len(points) <= 3


def test_a_session_of_new_cards_is_as_long_as_it_says():
    told = readiness([unseen(card, seconds=60) for card in range(1, 60)], day(7), TODAY)

    assert [(action.what, len(action.cards)) for action in told.actions] == [("new", SESSION // 60)]
    recall = USUAL.memory_after(None, TODAY, EASY).recall(day(7))
    assert told.actions[0].points == pytest.approx(100 * 20 * recall / 59)


def test_one_practice_is_an_action_of_its_own():
    told = readiness(
        [unseen(1, measure="rubric points"), seen(2, measure="rubric points", share=0.4), seen(3)], day(20), TODAY
    )

    assert [(action.what, action.cards) for action in told.actions][:2] == [("practice", (1,)), ("practice", (2,))]
