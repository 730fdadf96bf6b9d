"""SM-2 with the arithmetic written out, in days from 1 March 2026."""

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    MAXIMUM_INTERVAL,
    MINIMUM_EASE,
    QUALITIES,
    SCHEDULERS,
    Outcomes,
    Phase,
    State,
    replay,
    sm2,
    steps,
)
from cards.scheduling.sm2 import next_ease

START = date(2026, 3, 1)

qualities = st.sampled_from(QUALITIES)
logs = st.lists(st.tuples(qualities, st.dates()))
states = st.builds(lambda log: replay(sm2, log), st.lists(st.tuples(qualities, st.dates(max_value=date(2200, 1, 1)))))


def day(number):
    return START + timedelta(days=number)


def next_state(state, today, quality):
    return Outcomes(sm2, state, today).after(quality)


def on_time(*grades):
    """The state after each grade, each given on the day that the card was due."""
    state, today, history = State(), START, []
    for quality in grades:
        state = next_state(state, today, quality)
        history.append(state)
        today = state.due
    return history


def test_a_new_card_has_no_due_day():
    assert State() == State(repetitions=0, ease=250, interval=0, due=None, repeat_on=None, lapses=0)
    assert State().is_new
    assert not next_state(State(), START, AGAIN).is_new


@pytest.mark.parametrize(
    ("grades", "intervals", "eases"),
    [
        # Good leaves the ease at 2.50: 6 × 2.50 = 15, 15 × 2.50 = 37.5 -> 38, 38 × 2.50 = 95
        ([4, 4, 4, 4, 4], [1, 6, 15, 38, 95], [250, 250, 250, 250, 250]),
        # The ease before the grade multiplies: 6 × 2.70 = 16.2 -> 17, 17 × 2.80 = 47.6 -> 48, 48 × 2.90 = 139.2 -> 140
        ([5, 5, 5, 5, 5], [1, 6, 17, 48, 140], [260, 270, 280, 290, 300]),
        # 6 × 2.22 = 13.32 -> 14, 14 × 2.08 = 29.12 -> 30
        ([3, 3, 3, 3], [1, 6, 14, 30], [236, 222, 208, 194]),
        # A failure starts again with 1, and 1, 6 follow; its ease counts: 6 × 2.18 = 13.08 -> 14
        ([4, 4, 4, 2, 4, 4, 4], [1, 6, 15, 1, 1, 6, 14], [250, 250, 250, 218, 218, 218, 218]),
        # A failed new card: 6 × 2.18
        ([2, 4, 4, 4], [1, 1, 6, 14], [218, 218, 218, 218]),
    ],
)
def test_intervals_and_eases(grades, intervals, eases):
    history = on_time(*grades)

    assert [state.interval for state in history] == intervals
    assert [state.ease for state in history] == eases


@pytest.mark.parametrize(("quality", "ease"), [(5, 260), (4, 250), (3, 236), (2, 218), (1, 196), (0, 170)])
def test_ease_moves_by_10_0_14_32_54_80_hundredths(quality, ease):
    assert next_ease(250, quality) == ease
    assert next_state(State(), START, quality).ease == ease


@pytest.mark.parametrize(("ease", "quality", "expected"), [(143, 3, 130), (144, 3, 130), (145, 3, 131), (130, 0, 130)])
def test_ease_never_falls_under_130(ease, quality, expected):
    assert next_ease(ease, quality) == expected


def test_an_exact_product_is_not_rounded_up():
    # 6 × 1.50 = 9. With an ease added up from binary floats it is 9.000000000000002, and its ceiling 10.
    state = State(repetitions=2, ease=150, interval=6, due=START)

    assert next_state(state, START, GOOD).interval == 9


def test_a_fraction_of_a_day_is_rounded_up():
    state = State(repetitions=2, ease=151, interval=6, due=START)  # 9.06

    assert next_state(state, START, GOOD).interval == 10


def test_a_late_review_counts_the_scheduled_interval():
    state = State(repetitions=2, ease=250, interval=6, due=START)

    late = next_state(state, day(100), GOOD)

    assert late.interval == 15
    assert late.due == day(115)


@pytest.mark.parametrize("quality", [HARD, GOOD, EASY])
def test_an_early_pass_only_moves_the_due_day(quality):
    state = State(repetitions=3, ease=250, interval=15, due=day(15), lapses=1)

    early = next_state(state, day(4), quality)

    assert (early.repetitions, early.ease, early.interval, early.lapses) == (3, 250, 15, 1)
    assert early.due == day(19)
    assert early.repeat_on == (day(4) if quality == HARD else None)


def test_an_early_failure_is_a_failure():
    state = State(repetitions=3, ease=250, interval=15, due=day(15))

    early = next_state(state, day(4), AGAIN)

    assert early == State(repetitions=0, ease=218, interval=1, due=day(5), repeat_on=day(4), lapses=1)


def test_a_card_comes_back_on_the_same_day_until_it_is_good():
    failed = next_state(State(), START, AGAIN)
    again = next_state(failed, START, 0)
    hard = next_state(again, START, HARD)
    good = next_state(hard, START, GOOD)

    assert failed == State(repetitions=0, ease=218, interval=1, due=day(1), repeat_on=START)
    assert again == failed
    assert hard == failed
    assert good == replace(failed, repeat_on=None)


def test_a_hard_card_comes_back_on_the_same_day():
    state = next_state(State(), START, HARD)

    assert state == State(repetitions=1, ease=236, interval=1, due=day(1), repeat_on=START)
    assert next_state(state, START, AGAIN) == state  # a repeat, so no lapse


def test_a_repeat_left_over_is_an_ordinary_review_on_the_next_day():
    state = next_state(State(), START, AGAIN)

    assert Outcomes(sm2, state, day(1)).phase is Phase.YOUNG
    assert next_state(state, day(1), GOOD) == State(repetitions=1, ease=218, interval=1, due=day(2))


def test_a_lapse_is_forgetting_what_had_been_recalled():
    new = next_state(State(), START, AGAIN)
    failed_twice = next_state(new, day(1), AGAIN)
    recalled = next_state(failed_twice, day(2), GOOD)
    forgotten = next_state(recalled, day(3), 0)
    still_forgotten = next_state(forgotten, day(4), 1)

    assert [s.lapses for s in (new, failed_twice, recalled, forgotten, still_forgotten)] == [0, 0, 0, 1, 1]


def test_ten_thousand_easy_in_a_row():
    state = State()
    for _ in range(10_000):
        state = next_state(state, START if state.due is None else state.due, EASY)

    assert state.repetitions == 10_000
    assert state.interval == MAXIMUM_INTERVAL
    assert state.ease == 250 + 10 * 10_000
    assert state.due == date.max


def test_nothing_is_due_after_the_year_9999():
    last = date(9999, 12, 31)
    state = State(repetitions=2, ease=250, interval=6, due=last)

    assert {next_state(state, last, quality).due for quality in QUALITIES} == {last}


def test_a_review_before_the_last_one_is_early():
    state = on_time(GOOD, GOOD)[-1]

    earlier = next_state(state, date.min, GOOD)

    assert Outcomes(sm2, state, date.min).phase is Phase.EARLY
    assert earlier == replace(state, due=date.min + timedelta(days=6))


def test_sm2_is_in_the_table_of_schedulers():
    assert SCHEDULERS["sm2"] is sm2


@given(logs)
def test_one_step_at_a_time_gives_what_replaying_gives(log):
    state = State()
    for quality, today in log:
        state = next_state(state, today, quality)

    assert replay(sm2, log) == state
    assert [State(), *(after for _, after in steps(sm2, log))][-1] == state


@given(logs, logs)
def test_replaying_the_beginning_and_then_the_rest(beginning, rest):
    state = replay(sm2, beginning)
    for quality, today in rest:
        state = next_state(state, today, quality)

    assert state == replay(sm2, beginning + rest)


@given(states, st.dates(), qualities)
def test_bounds_hold_after_any_review(state, today, quality):
    after = next_state(state, today, quality)

    assert after.ease >= MINIMUM_EASE
    assert 1 <= after.interval <= MAXIMUM_INTERVAL
    assert after.lapses - state.lapses in (0, 1)
    assert after.repeat_on in (None, today)
    assert (after.repeat_on is None) == (quality >= GOOD)
    if Outcomes(sm2, state, today).phase is not Phase.REPEAT:
        assert after.due > today or today == date.max


@given(states, st.dates(), st.lists(qualities, min_size=1))
def test_repeats_of_a_day_change_nothing_but_that(state, today, repeats):
    first = next_state(state, today, AGAIN)

    after = first
    for quality in repeats:
        if after.repeat_on == today:
            after = next_state(after, today, quality)

    assert replace(after, repeat_on=None) == replace(first, repeat_on=None)
    assert (after.repeat_on is None) == (max(repeats) >= GOOD)


class Wozniak:
    """SM-2 step by step as its author wrote it, with fractions and a list of past intervals: slow, and not our code.

    https://super-memory.com/english/ol/sm2.htm, with our rules for early reviews and repeats in front.
    """

    def __init__(self):
        self.ease_factor = Fraction("2.5")
        self.intervals = []  # I(1), I(2) … since the item was last begun anew
        self.last_day = None
        self.wait = None
        self.repeating = None

    def review(self, q, today):
        if self.repeating == today:
            self.repeating = today if q < 4 else None
            return
        self.repeating = today if q < 4 else None

        early = self.last_day is not None and today < self.last_day + timedelta(days=self.wait)
        self.last_day = today
        if early and q >= 3:
            return

        if q < 3:
            self.intervals = []
            self.wait = 1
        else:
            n = len(self.intervals) + 1
            self.intervals.append({1: 1, 2: 6}.get(n) or min(ceil(self.intervals[-1] * self.ease_factor), 36_500))
            self.wait = self.intervals[-1]
        changed = self.ease_factor + (Fraction("0.1") - (5 - q) * (Fraction("0.08") + (5 - q) * Fraction("0.02")))
        self.ease_factor = max(changed, Fraction("1.3"))

    @property
    def due(self):
        return self.last_day + timedelta(days=self.wait)


@pytest.mark.parametrize("seed", range(20))
def test_agrees_with_wozniaks_own_description(seed):
    chance = random.Random(seed)
    for _ in range(40):
        state, oracle, today = State(), Wozniak(), START
        for _ in range(chance.randrange(1, 25)):
            quality = chance.choices(range(6), weights=[1, 1, 3, 4, 6, 5])[0]

            state = next_state(state, today, quality)
            oracle.review(quality, today)

            assert Fraction(state.ease, 100) == oracle.ease_factor
            assert (state.repetitions, state.interval) == (len(oracle.intervals), oracle.wait)
            assert (state.due, state.repeat_on) == (oracle.due, oracle.repeating)
            if state.due > date(3000, 1, 1):
                break
            if chance.random() < 0.8:  # mostly on the day, sometimes late or early, else again on the same day
                today = max(today, state.due + timedelta(days=chance.choice([0, 0, 0, 1, 9, -2])))
