"""Practice: planned by the learner's scheduler, with no repeat on the same day and a first rest of six days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import QUALITIES, SCHEDULERS, Outcomes, Phase, State, replay
from cards.scheduling.practice import Candidate, Item, clock_of, offered, to_rehearse
from tests import fixed_interval

SM2 = SCHEDULERS["sm2"]
MONDAY = date(2026, 11, 23)


def after(state, quality, day=MONDAY):
    return Outcomes(SM2, state, day, is_practice=True).after(quality)


@pytest.mark.parametrize(
    ("quality", "interval", "repetitions"), [(5, 6, 2), (4, 6, 2), (3, 6, 2), (2, 2, 0), (0, 2, 0)]
)
def test_a_first_pass_rests_six_days_and_a_failure_two(quality, interval, repetitions):
    state = after(State(), quality)

    assert (state.interval, state.repetitions, state.repeat_on) == (interval, repetitions, None)
    assert state.due == MONDAY + timedelta(days=interval)


def test_the_second_pass_is_the_third_of_a_card():
    first = after(State(), 4)

    second = after(first, 4, first.due)

    assert (second.interval, second.repetitions) == (15, 3)  # 6 × 2.50


def test_a_pass_after_a_failure_rests_six_days_again():
    failed = after(after(State(), 4), 2, MONDAY + timedelta(days=6))

    again = after(failed, 4, failed.due)

    assert (failed.interval, failed.lapses, again.interval, again.repetitions) == (2, 1, 6, 2)


def test_a_pass_before_its_day_keeps_the_interval():
    first = after(State(), 4)

    early = after(first, 4, MONDAY + timedelta(days=1))

    assert (early.interval, early.ease, early.due) == (6, 250, MONDAY + timedelta(days=7))


def test_whenever_it_is_done_it_is_stored_as_practice():
    states = [State(), after(State(), 4), after(State(), 0)]

    assert {Outcomes(SM2, state, MONDAY, is_practice=True).phase for state in states} == {Phase.PRACTICE}


def test_another_scheduler_waits_as_long_as_it_likes_but_no_less():
    long = Outcomes(fixed_interval, State(), MONDAY, is_practice=True).after(4)
    short = Outcomes(fixed_interval, State(), MONDAY).after(4)

    assert long.interval == max(6, short.interval)


@given(st.lists(st.tuples(st.sampled_from(QUALITIES), st.integers(0, 40)), max_size=20))
def test_one_step_at_a_time_is_the_replay_and_nothing_ever_repeats(gradings):
    day, log, state = MONDAY, [], State()
    for quality, days in gradings:
        day += timedelta(days=days)
        log.append((quality, day))
        state = after(state, quality, day)

        assert state.repeat_on is None
        assert state.interval >= 2

    assert replay(SM2, log, is_practice=True) == state


# What is offered ------------------------------------------------------------------------------------------------------


ITEM = Item(1, planned_for=None, interval=0, position=1, minutes=25)


def test_the_most_overdue_for_its_interval_comes_first_then_the_unseen_in_their_order():
    items = [
        replace(ITEM, id=1, position=9),
        replace(ITEM, id=2, position=3),
        replace(ITEM, id=3, planned_for=MONDAY - timedelta(days=10), interval=20),
        replace(ITEM, id=4, planned_for=MONDAY - timedelta(days=4), interval=6),
        replace(ITEM, id=5, planned_for=MONDAY + timedelta(days=1), interval=6),
    ]

    assert [item.id for item in offered(items, MONDAY, minutes=90, minutes_done=0)] == [4, 3, 2, 1]


@pytest.mark.parametrize(("minutes", "done", "ids"), [(90, 0, [1, 2]), (90, 60, [1]), (90, 65.5, []), (0, 0, [])])
def test_what_the_week_has_no_minutes_for_waits(minutes, done, ids):
    items = [ITEM, replace(ITEM, id=2, position=2, minutes=45)]

    assert [item.id for item in offered(items, MONDAY, minutes=minutes, minutes_done=done)] == ids


def test_one_that_is_longer_than_any_week_is_offered_in_an_empty_week():
    long = replace(ITEM, minutes=120)

    assert offered([long], MONDAY, minutes=60, minutes_done=0) == [long]
    assert offered([long], MONDAY, minutes=60, minutes_done=1) == []


# Rehearsals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "of_round", "minutes"),
    [(25, 45, 45), (25, 105, 45), (25, 30, 30), (25, 20, 25), (25, None, 25), (60, 105, 60), (6, 45, 6)],
)
def test_a_round_grants_a_question_most_of_it_unless_several_share_it(item, of_round, minutes):
    assert clock_of(item, of_round) == minutes


def test_the_weak_and_the_unseen_are_rehearsed_first_and_nothing_twice_on_a_day():
    def item(pk, quality=None, *, planned=0, reviewed=-9, position=0):
        days = (
            [None, None] if quality is None else [MONDAY + timedelta(days=planned), MONDAY + timedelta(days=reviewed)]
        )
        return Candidate(pk, quality, *days, position)

    items = [
        item(1, 4, planned=-3, reviewed=-20),
        item(2, 5, planned=30, reviewed=-30),
        item(3, 1, planned=2),
        item(4, position=8),
        item(5, position=7),
        item(6, 2, planned=0),
        item(7, 1, planned=-1),
        item(8, 0, planned=2, reviewed=0),
    ]

    assert [each.id for each in to_rehearse(items, MONDAY)] == [7, 6, 5, 4, 3, 2, 1]
