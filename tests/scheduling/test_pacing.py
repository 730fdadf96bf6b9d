"""Pacing to the day of an interview: its arithmetic, and what holds of it whatever happens on the way."""

import random
from datetime import date, timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import (
    GOOD,
    QUALITIES,
    Limits,
    Outcomes,
    Phase,
    State,
    fitting,
    fsrs,
    overdueness,
    replay,
    sm2,
    uncertainty,
)
from cards.scheduling.pacing import (
    SURE,
    Minutes,
    coming_day,
    is_last_third,
    is_sure,
    last_look,
    look_days,
    minutes_needed,
    new_today,
    paced,
    unsure,
)
from cards.scheduling.returning import USUAL_RETURNS, Returns
from cards.scheduling.simulator import Expected, Policy, live

MONDAY = date(2026, 11, 23)
EVEN = Minutes((30,) * 7)
lengths = st.integers(1, 120)
weeks = (
    st.lists(st.sampled_from([0, 10, 30, 45, 90]), min_size=7, max_size=7)
    .filter(any)
    .map(lambda week: Minutes(tuple(week)))
)

stretches = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 20)), max_size=3).map(
    lambda found: tuple((day(first), day(first + more)) for first, more in found)
)


def day(number):
    return MONDAY + timedelta(days=number)


# New cards ------------------------------------------------------------------------------------------------------------


def test_new_cards_are_spread_evenly_over_three_sevenths():
    unseen, met = 60, []
    for number in range(14):
        met.append(new := new_today(unseen, MONDAY, day(14), day(number), EVEN))
        unseen -= new

    assert met == [*[10] * 6, *[0] * 8]


@given(st.integers(0, 2000), lengths, weeks, st.integers(0, 6), stretches)
def test_new_cards_end_before_the_last_third_of_the_days_that_have_minutes(cards, length, week, weekday, away):
    start = day(weekday)
    end = start + timedelta(days=length)
    minutes = Minutes(week.week, away)
    unseen = cards
    for number in range(length):
        today = start + timedelta(days=number)
        days = minutes.days(start, end)
        if days and today > days[0] and is_last_third(start, end, today, minutes):
            assert unseen == 0
        asked = new_today(unseen, start, end, today, minutes)
        assert asked == 0 or minutes.on(today)
        unseen -= asked
        assert unseen >= 0
    assert unseen == 0 or not minutes.days(start, end)


@given(st.integers(1, 500), st.integers(4, 90), st.sets(st.integers(0, 89)))
def test_a_skipped_day_changes_tomorrows_number_and_never_the_date(cards, length, skipped):
    unseen, end = cards, ceil(3 * length / 7)
    for number in range(end):
        asked = new_today(unseen, MONDAY, day(length), day(number), EVEN)
        assert asked * (end - number) >= unseen  # at this pace all are met in time
        assert (asked - 1) * (end - number) < unseen  # and no more is asked than that takes
        if number not in skipped:
            unseen -= asked

    assert unseen == 0 or end - 1 in skipped


def test_what_is_unseen_after_them_is_all_for_today():
    assert new_today(7, MONDAY, day(10), day(8), EVEN) == 7


def test_a_day_has_its_share_of_new_cards_by_its_minutes():
    weekend = Minutes((10, 10, 10, 10, 10, 60, 90))  # a week of 200 minutes, from Monday on

    assert [new_today(200, MONDAY, day(16), day(number), weekend) for number in (0, 5, 6)] == [10, 80, 200]
    assert new_today(50, MONDAY, day(14), day(2), Minutes((30, 30, 0, 30, 30, 30, 30))) == 0


def test_more_minutes_today_are_a_greater_share():
    assert new_today(60, MONDAY, day(12), MONDAY, EVEN, 90) == 23  # 90 of 240 minutes
    assert new_today(60, MONDAY, day(12), MONDAY, EVEN, 0) == 0
    assert new_today(7, MONDAY, day(10), day(8), EVEN, 5) == 7


# The last look --------------------------------------------------------------------------------------------------------


def test_last_looks_take_as_many_days_as_the_cards_take():
    assert look_days(200, MONDAY, day(30), EVEN) == [day(29 - ago) for ago in range(5)]  # 67 minutes, 15 of 30 a day
    assert look_days(10, MONDAY, day(30), EVEN) == [day(29)]
    assert len(look_days(5000, MONDAY, day(30), EVEN)) == 7  # a quarter of the plan
    assert look_days(10, MONDAY, day(1), EVEN) == [MONDAY]


@given(st.integers(0, 2000), lengths, weeks, stretches, st.integers(1, 10**9))
def test_a_last_look_is_before_the_day_and_on_one_that_has_minutes(cards, length, week, away, card):
    minutes = Minutes(week.week, away)
    days = look_days(cards, MONDAY, day(length), minutes)
    look = last_look(card, days)

    assert MONDAY <= look < day(length)
    assert minutes.on(look) or not any(minutes.on(day(number)) for number in range(length))
    assert len(days) == len(set(days)) <= max(1, length // 4)


# Days away ------------------------------------------------------------------------------------------------------------


def test_the_work_of_days_away_is_done_before_and_after():
    away = Minutes((30,) * 7, ((day(2), day(5)),))
    unseen, met = 60, []
    for number in range(14):
        met.append(new := new_today(unseen, MONDAY, day(14), day(number), away))
        unseen -= new

    assert met == [12, 12, 0, 0, 0, 0, 12, 12, 12, *[0] * 5]  # the first five of the ten days that are left


def test_last_looks_are_done_before_days_away_that_lead_up_to_the_day():
    assert look_days(200, MONDAY, day(30), Minutes((30,) * 7, ((day(26), day(29)),))) == [
        day(25 - ago) for ago in range(5)
    ]


@given(st.integers(1, 80), st.integers(2, 30), stretches)
def test_nothing_is_asked_on_days_away_and_all_fits_before_and_after(cards, length, away):
    minutes = Minutes((600,) * 7, away)
    policy = Policy(sm2, minutes=minutes, days=dict.fromkeys(range(cards), day(length)), reviews=10_000)
    lived = live(Expected([(20, 16)] * cards), policy, [State()] * cards, MONDAY, day(length))

    assert all(minutes.on(lived_day.day) or not lived_day.seconds for lived_day in lived.days)
    assert len(lived.memories) == (cards if minutes.days(MONDAY, day(length)) else 0)


@given(st.dates(), st.dates(), st.dates())
def test_only_a_later_due_day_moves_and_only_to_a_look_that_is_ahead(due, look, today):
    asked = paced(due, look, today)

    assert asked == min(due, look) if look > today else asked == due
    assert paced(due, None, today) == due


@given(st.lists(st.tuples(st.sampled_from(QUALITIES), st.dates(max_value=date(2100, 1, 1))), min_size=1, max_size=8))
def test_a_look_pulled_forward_changes_no_ease_and_no_interval(log):
    state = replay(sm2, log)
    outcomes = Outcomes(sm2, state, state.due - timedelta(days=1))
    if outcomes.phase is Phase.EARLY:
        looked = outcomes.after(GOOD)
        assert (looked.ease, looked.interval, looked.repetitions) == (state.ease, state.interval, state.repetitions)


# A whole plan -------------------------------------------------------------------------------------------------------


class Skipping(Expected):
    """Who misses some days."""

    def __init__(self, lengths, missed_days, returns):
        super().__init__(lengths, returns)
        self.missed_days = missed_days

    def comes(self, today):
        return today not in self.missed_days


def planned(cards, length, minutes=None, missed=(), scheduler=sm2, returns=USUAL_RETURNS):
    minutes = minutes or 3 * round(minutes_needed(cards, length) + 1)
    policy = Policy(
        scheduler, minutes=Minutes((minutes,) * 7), days=dict.fromkeys(range(cards), day(length)), reviews=10_000
    )
    learner = Skipping([(20, 16)] * cards, {day(number) for number in missed}, returns)
    return live(learner, policy, [State()] * cards, MONDAY, day(length)), minutes


@pytest.mark.parametrize("scheduler", [sm2, fsrs])
@pytest.mark.parametrize(("cards", "length"), [(60, 7), (200, 14), (200, 30), (120, 60)])
def test_every_card_is_seen_and_looked_at_near_the_day_and_no_day_is_an_avalanche(cards, length, scheduler):
    minutes = 2 * round(minutes_needed(cards, length))
    lived, _ = planned(cards, length, minutes, scheduler=scheduler)

    last = [memory.day for memory in lived.memories.values()]
    assert len(last) == cards
    assert all(
        memory.recall(day(length)) >= SURE or memory.day >= day(length) - timedelta(days=max(1, length // 4) + 2)
        for memory in lived.memories.values()
    )
    assert max(last) < day(length)
    seconds = [lived_day.seconds for lived_day in lived.days]
    assert max(seconds) <= 2 * sum(seconds) / len(seconds)


@given(
    st.integers(1, 150),
    st.integers(1, 40),
    st.integers(1, 30),
    st.sets(st.integers(0, 39), max_size=8),
    st.builds(Returns, *[st.floats(0, 0.8)] * 4),
)
def test_the_minutes_of_a_day_are_never_exceeded(cards, length, minutes, missed, returns):
    """Nor by what comes back, however much of it does."""
    lived, _ = planned(cards, length, minutes, missed, returns=returns)

    assert max(lived_day.seconds for lived_day in lived.days) <= 60 * minutes


@pytest.mark.parametrize(("cards", "length", "minutes"), [(400, 10, 20), (200, 7, 25), (200, 14, 16), (500, 30, 25)])
def test_cards_that_come_back_have_their_minutes_kept_free(cards, length, minutes):
    """What was missed is asked again on its day, and no minute is left where cards wait."""
    lived, _ = planned(cards, length, minutes)
    first = lived.days[:3]

    assert all(each.repeats >= each.new // 4 - 1 for each in first)
    assert all(each.seconds > 60 * minutes - 36 for each in first if each.waiting)


def test_where_not_all_fits_new_cards_come_before_reviews():
    due, new = fitting(Limits(3, 99, 1, new_first=True), 0, 0, 0, [20] * 5, [15] * 9)

    assert (due, new) == ([], [0, 1, 2])
    assert fitting(Limits(1, 99, 1, new_first=True), 0, 0, 0, [20] * 5, [15] * 9) == ([0, 1], [0])


# Days that pace nothing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "coming"),
    [
        ({"design": day(0)}, None),  # today
        ({"design": day(1)}, day(1)),  # tomorrow
        ({"design": day(-3)}, None),  # passed
        ({}, None),  # removed
        ({"screen": day(4)}, None),  # another stage's
        ({"design": day(9), "bugsquash": day(4)}, day(4)),  # several: the earliest that is to come
        ({"design": day(9), "bugsquash": day(-4)}, day(9)),
    ],
)
def test_a_card_paces_to_the_earliest_coming_day_of_its_stages(days, coming):
    assert coming_day(["design", "bugsquash"], days, MONDAY) == coming


def test_an_interview_tomorrow_asks_for_all_today_and_moves_nothing():
    assert new_today(40, MONDAY, day(1), MONDAY, EVEN) == 40
    assert paced(day(6), last_look(7, look_days(40, MONDAY, day(1), EVEN)), MONDAY) == day(6)


@given(st.integers(0, 300), st.integers(-5, 5), st.integers(-5, 40))
def test_no_date_is_an_error(unseen, start, length):
    assert 0 <= new_today(unseen, day(start), day(start + length), MONDAY, EVEN) <= unseen or length <= 0
    assert look_days(unseen, day(start), day(start + length), EVEN)


def test_spare_minutes_go_to_the_least_sure():
    assert unsure([(1, 0.95, day(9)), (2, 0.99, day(9)), (3, 0.7, day(9))], day(8), EVEN) == [3, 1]
    assert is_last_third(MONDAY, day(9), day(6), EVEN)
    assert not is_last_third(MONDAY, day(9), day(5), EVEN)


@pytest.mark.parametrize(("length", "first"), [(1, 0), (2, 1), (3, 2), (4, 2), (7, 4), (8, 5), (14, 9), (30, 20)])
def test_the_last_third_is_rounded_up(length, first):
    near = [number for number in range(length) if is_last_third(MONDAY, day(length), day(number), EVEN)]
    assert near == list(range(first, length))


def test_a_day_has_its_share_of_the_spare_looks_by_its_minutes():
    cards = [(card, 0.9 - card / 100, day(9)) for card in range(8)]

    assert unsure(cards, day(7), EVEN) == [7, 6, 5, 4]
    assert unsure(cards, day(7), EVEN, 90) == [7, 6, 5, 4, 3, 2]  # of 120 minutes
    assert unsure(cards, day(7), EVEN, 0) == []
    assert unsure([*cards, (9, 0.5, day(8))], day(7), EVEN) == [9, 7, 6, 5, 4]
    assert unsure(cards, day(8), Minutes((0,) * 7), 20) == [7, 6, 5, 4, 3, 2, 1, 0]


def test_no_look_is_pulled_forward_for_a_card_that_is_sure():
    target = day(12)
    known = fsrs.Memory(stability=100, difficulty=5, day=MONDAY)

    assert is_sure(known, target)
    assert not is_sure(known._replace(stability=30), target)  # 95 %
    assert not is_sure(None, target)


@pytest.mark.parametrize("scheduler", [sm2, fsrs])
def test_whoever_has_time_enough_is_sure_of_each_card_or_has_looked_at_it_near_the_day(scheduler):
    lived, _ = planned(100, 21, scheduler=scheduler)

    unlooked = [memory for memory in lived.memories.values() if memory.day < day(14)]
    assert all(memory.recall(day(21)) >= SURE for memory in unlooked)
    assert len(unlooked) < 100


class Remembering(Expected):
    """Who keeps in mind which cards were asked, in which order."""

    def __init__(self, lengths):
        super().__init__(lengths)
        self.asked = []

    def review(self, card, day, phase, memory):
        self.asked.append((card, phase))
        return super().review(card, day, phase, memory)


@pytest.mark.parametrize("is_plan", [True, False])
def test_the_days_ahead_are_lived_in_the_queues_order(is_plan):
    chance = random.Random(7)
    states = [
        State(
            chance.randrange(3),
            chance.randrange(130, 300, 10),
            interval := chance.randrange(1, 9),
            day(-chance.randrange(2 * interval)),
        )
        for _ in range(60)
    ]
    learner = Remembering([(20, 16)] * 60)
    days = dict.fromkeys(range(60), day(30)) if is_plan else {}

    live(learner, Policy(sm2, minutes=Minutes((60,) * 7), days=days), states, MONDAY, day(1))
    urgency = [
        uncertainty(state.due, state.interval, state.ease, state.repetitions, MONDAY)
        if is_plan
        else overdueness(state.due, state.interval, MONDAY)
        for state in states
    ]
    asked = [card for card, phase in learner.asked if phase is not Phase.REPEAT]
    assert asked == sorted(range(60), key=lambda card: (-urgency[card], card))


@given(st.integers(0, 2**32))
def test_the_same_days_are_lived_by_the_same_learner(seed):
    missed = set(random.Random(seed).sample(range(14), 3))

    assert planned(40, 14, missed=missed) == planned(40, 14, missed=missed)
