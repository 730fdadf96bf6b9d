"""The formulas of FSRS-6 are those of its authors, to the last bit, with any weights that the package allows."""

from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling.forgetting import EXACT, forgetting_curve, step_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
weights = st.none() | st.tuples(*(st.floats(least, most) for least, most in bounds))
memories = st.none() | st.tuples(st.floats(0.001, 40_000).map(lambda it: round(it, 6)), st.floats(1, 10))
days = st.integers(0, 400) | st.integers(0, 365_000)


@given(weights, memories, days, st.integers(1, 4))
def test_every_step_is_the_packages(weights, memory, elapsed, grade):
    package = Scheduler(weights or DEFAULT_PARAMETERS, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = Card(1, State.Review, None, *memory, START, START) if memory else Card(1, due=START)
    after, _ = package.review_card(card, Rating(grade), START + timedelta(days=elapsed))

    step = step_of(weights)(*(memory or (None, None)), elapsed, grade)

    assert step == (round(after.stability, EXACT), round(after.difficulty, EXACT))


@given(weights, st.floats(0.001, 40_000), days)
def test_recall_falls_along_the_packages_curve(weights, stability, elapsed):
    package = Scheduler(weights or DEFAULT_PARAMETERS)
    card = Card(1, State.Review, None, stability, 5.0, START, START)
    decay, factor = forgetting_curve(weights)

    assert (1 + factor * elapsed / stability) ** decay == package.get_card_retrievability(
        card, START + timedelta(days=elapsed)
    )
    assert round((1 + factor) ** decay, 12) == 0.9
