import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import AGAIN, EASY, GOOD, HARD, QUALITIES, USUAL_RETURNS, Phase, returns_of


def test_usually_a_quarter_of_the_new_cards_comes_back_and_a_tenth_of_the_seen_ones():
    assert returns_of([]) == USUAL_RETURNS
    assert USUAL_RETURNS.seconds(60, 30, Phase.NEW) == 60 + 7.5
    assert USUAL_RETURNS.seconds(30, 30, Phase.YOUNG) == 30 + 3
    assert USUAL_RETURNS.seconds(30, 30, Phase.REPEAT) == 30


def test_a_learner_is_told_by_their_own_looks_as_far_as_there_are_some():
    own = returns_of([(Phase.NEW, AGAIN)] * 3 + [(Phase.NEW, HARD)] * 2 + [(Phase.NEW, GOOD)] * 15)

    assert own.new == USUAL_RETURNS.new  # a quarter, as is usual
    assert own.unknown == (2.5 + 3) / 30  # ten of the usual ones, and twenty
    assert (own.seen, own.again) == (USUAL_RETURNS.seen, USUAL_RETURNS.again)


def test_whoever_misses_more_new_cards_is_taken_to_miss_more_of_the_seen_ones():
    few, many = (
        returns_of([(Phase.NEW, GOOD if number % 10 >= missed else AGAIN) for number in range(40)]) for missed in (1, 6)
    )

    assert few.seen < USUAL_RETURNS.seen < 2 * USUAL_RETURNS.seen < many.seen


def test_what_comes_back_may_come_back_once_more():
    own = returns_of([(Phase.REPEAT, AGAIN)] * 10 + [(Phase.NEW, EASY)] * 10)

    assert own.again == 0.5
    assert own.seconds(0, 10, Phase.REPEAT) == 10  # as many again, and half as many, and a quarter …
    assert own.seconds(60, 10, Phase.NEW) == 60 + 10 * own.new * 2


@pytest.mark.parametrize("phase", [Phase.NEW, Phase.YOUNG, Phase.REPEAT])
def test_who_recalls_nothing_is_not_asked_for_ever(phase):
    nothing = returns_of([(each, 0) for each in Phase] * 500)

    assert nothing.seconds(10, 10, phase) <= 10 + 10 * 5


def test_practice_tells_nothing_of_what_comes_back():
    assert returns_of([(Phase.PRACTICE, 0)] * 99) == USUAL_RETURNS


@given(st.lists(st.tuples(st.sampled_from(Phase), st.sampled_from(QUALITIES)), max_size=40))
def test_shares_are_shares(looks):
    own = returns_of(looks)

    assert all(0 <= share < 1 for share in (own.new, own.seen, own.again, own.unknown))
    assert own.unknown <= own.new
