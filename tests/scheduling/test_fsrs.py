"""FSRS-6 behind the protocol of schedulers: the package's own numbers, our days, and the rules that hold for all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    MAXIMUM_INTERVAL,
    QUALITIES,
    SCHEDULERS,
    Outcomes,
    Phase,
    State,
    fsrs,
    replay,
)
from cards.scheduling.fsrs import USUAL, Memory

START = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
qualities = st.sampled_from(QUALITIES)
logs = st.lists(st.tuples(qualities, st.dates()), max_size=12)


def after(state, day, quality):
    return Outcomes(fsrs, state, day).after(quality)


def on_time(*grades):
    state, today = State(), START
    for quality in grades:
        state = after(state, today, quality)
        today = state.due
    return state


def test_it_is_in_the_table_of_schedulers():
    assert SCHEDULERS["fsrs"] is fsrs


@given(
    st.sampled_from([AGAIN, HARD, GOOD, EASY]),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from([GOOD, EASY, HARD, AGAIN])), max_size=8),
)
def test_stability_difficulty_and_days_are_those_of_the_package(first, then):
    package = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, _ = package.review_card(Card(1, due=NOON), Rating(first - 1), NOON)
    memory, elapsed = USUAL.memory_after(None, START, first), 0
    for days, quality in then:
        elapsed += days
        card, _ = package.review_card(card, Rating(quality - 1), NOON + timedelta(days=elapsed))
        memory = USUAL.memory_after(memory, START + timedelta(days=elapsed), quality)

    later = elapsed + 30
    assert memory.stability == pytest.approx(card.stability, rel=1e-3, abs=1e-4)
    assert memory.difficulty == pytest.approx(card.difficulty, abs=1e-3)
    assert USUAL.interval_of(memory.stability) == pytest.approx((card.due - card.last_review).days, abs=1)
    assert memory.recall(START + timedelta(days=later)) == pytest.approx(
        package.get_card_retrievability(card, NOON + timedelta(days=later)), abs=1e-4
    )


def test_the_first_intervals_by_default_weights():
    firsts = [after(State(), START, quality).interval for quality in (AGAIN, HARD, GOOD, EASY)]

    assert firsts == [1, 1, 2, 8]
    assert [on_time(*[GOOD] * number).interval for number in (1, 2, 3, 4)] == [2, 11, 46, 163]


def test_recall_is_ninety_percent_on_the_day_of_the_stability_and_certain_at_first():
    memory = Memory(10.0, 5.0, START)

    assert memory.recall(START) == 1
    assert memory.recall(START + timedelta(days=10)) == pytest.approx(0.9)
    assert memory.recall(START - timedelta(days=3)) == 1


@given(logs)
def test_one_review_more_is_a_step_from_the_state_before(log):
    state = State()
    planned = []
    for quality, day in log:
        if Outcomes(fsrs, state, day).phase is not Phase.REPEAT:
            planned.append((quality, day))
        state = after(state, day, quality)

    assert state == replay(fsrs, log)
    assert USUAL.memory_in(state.memory) == USUAL.memory_of(planned)


@given(logs, st.dates(), st.sampled_from([HARD, GOOD, EASY]))
def test_a_card_seen_early_waits_its_interval_again(log, day, quality):
    state = replay(fsrs, log)
    outcomes = Outcomes(fsrs, state, day)
    if outcomes.phase is not Phase.EARLY:
        return

    seen = outcomes.after(quality)

    assert (seen.interval, seen.repetitions) == (state.interval, state.repetitions)


def test_a_repeat_of_the_same_day_changes_neither_interval_nor_memory():
    failed = after(State(), START, AGAIN)

    repeated = after(failed, START, GOOD)

    assert failed.repeat_on == START
    assert repeated == State(0, 250, 1, START + timedelta(days=1), None, 0, failed.memory)


def test_recall_is_predicted_from_repeats_of_the_same_day_too():
    log = [(AGAIN, START), (AGAIN, START), (GOOD, START), (GOOD, START + timedelta(days=3))]
    known = None
    for quality, day in log:
        known = USUAL.memory_after(known, day, quality)

    assert USUAL.memory_of(log) == known
    assert USUAL.memory_of(log[:3]).stability > USUAL.memory_of(log[:2]).stability


def test_a_failure_is_a_lapse_and_starts_the_count_again():
    known = on_time(GOOD, GOOD, GOOD)

    failed = after(known, known.due, AGAIN)

    assert (failed.repetitions, failed.lapses) == (0, 1)
    assert failed.interval < known.interval


@given(logs)
def test_no_interval_is_under_a_day_or_over_a_hundred_years(log):
    state = replay(fsrs, log)

    assert state.is_new or 1 <= state.interval <= MAXIMUM_INTERVAL


@pytest.mark.parametrize("stored", [None, {}, {"stability": 2.5}, {"qualities": [4]}, {"stability": 1, "day": 3}])
def test_a_memory_of_another_scheduler_is_none_of_its_own(stored):
    assert USUAL.memory_in(stored) is None
