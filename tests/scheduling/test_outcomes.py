"""The same whichever scheduler plans: what a review is, what comes of it besides its interval, replaying."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cards.scheduling import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    Outcomes,
    Phase,
    Plan,
    State,
    is_leech,
    replay,
    sm2,
    steps,
)
from tests import fixed_interval

START = date(2026, 3, 1)


def day(number):
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State(), Phase.NEW),
        (State(1, 250, 20, START), Phase.YOUNG),
        (State(1, 250, 20, day(-9)), Phase.YOUNG),
        (State(5, 250, 21, START), Phase.MATURE),
        (State(5, 250, 21, day(1)), Phase.EARLY),
        (State(0, 250, 1, day(1), repeat_on=START), Phase.REPEAT),
        (State(0, 250, 1, START, repeat_on=day(-1)), Phase.YOUNG),
    ],
)
def test_what_a_review_would_be(state, expected):
    assert Outcomes(sm2, state, START).phase is expected


def test_reviews_are_stored_with_these_numbers():
    assert {phase.name: phase.value for phase in Phase} == {
        "NEW": 0,
        "YOUNG": 1,
        "MATURE": 2,
        "REPEAT": 3,
        "EARLY": 4,
        "PRACTICE": 5,
    }


def test_a_leech_is_tagged_at_8_lapses_and_every_4_after():
    assert [lapses for lapses in range(25) if is_leech(lapses)] == [8, 12, 16, 20, 24]


def test_a_replay_tells_what_each_review_was():
    log = [(2, START), (4, START), (4, day(1)), (4, day(1)), (4, day(2))]

    assert [was for was, _ in steps(sm2, log)] == [Phase.NEW, Phase.REPEAT, Phase.YOUNG, Phase.EARLY, Phase.YOUNG]


@pytest.mark.parametrize("quality", [True, 4.0, 2.5, "4", None, 6, -1])
def test_only_a_whole_number_from_0_to_5_is_a_quality(quality):
    with pytest.raises(ValueError, match="from 0 to 5"):
        Outcomes(sm2, State(), START).after(quality)
    with pytest.raises(ValueError, match="from 0 to 5"):
        replay(sm2, [(quality, START)])


def test_a_moment_is_no_study_day():
    with pytest.raises(ValueError, match="is a date"):
        Outcomes(sm2, State(), datetime(2026, 3, 1, tzinfo=UTC))


class Endless:
    """A scheduler that overdoes it."""

    @staticmethod
    def plan(state, day, quality, phase):
        return Plan(interval=10**9, repetitions=1)


def test_no_scheduler_plans_beyond_a_hundred_years_or_the_calendar():
    after = Outcomes(Endless, State(), START).after(GOOD)
    last = Outcomes(Endless, after, date.max).after(GOOD)

    assert (after.interval, after.due) == (36_500, START + timedelta(36_500))
    assert (last.interval, last.due) == (36_500, date.max)


@pytest.mark.parametrize(
    ("quality", "intervals"),
    [(AGAIN, [1, 6, 14]), (HARD, [6, 15, 36]), (GOOD, [6, 15, 38]), (EASY, [6, 16, 42])],
)
def test_what_follows_a_first_review_if_the_card_is_known_from_then_on(quality, intervals):
    """The ease is 2.18 after Again, 2.36 after Hard, 2.50 and 2.60: 6 × 2.36 = 14.16, 15 × 2.36 = 35.4 …"""
    following = Outcomes(sm2, State(), START).following(quality)

    assert [next(following) for _ in range(3)] == intervals


def test_what_follows_a_repeat_is_what_would_have_followed_anyway():
    failed = Outcomes(sm2, State(), START).after(AGAIN)

    for quality in (AGAIN, GOOD):
        assert next(Outcomes(sm2, failed, START).following(quality)) == 1


def test_each_step_of_a_replay_is_the_outcome_of_its_day():
    log = [(AGAIN, day(0)), (GOOD, day(0)), (HARD, day(1)), (EASY, day(1)), (GOOD, day(9))]
    state = State()

    for (quality, today), step in zip(log, steps(fixed_interval, log), strict=True):
        outcomes = Outcomes(fixed_interval, state, today)
        state = outcomes.after(quality)
        assert step == (outcomes.phase, state)

    assert replay(fixed_interval, log) == state


def test_what_a_scheduler_remembers_goes_on_from_review_to_review():
    log = [(AGAIN, day(0)), (GOOD, day(0)), (HARD, day(1)), (EASY, day(1)), (GOOD, day(9))]  # 2nd and 4th are repeats

    after = replay(fixed_interval, log)

    assert after == State(2, 250, 3, day(12), None, 0, {"qualities": [AGAIN, HARD, GOOD], "mean": 3.0})
    assert replay(sm2, log).memory is None
