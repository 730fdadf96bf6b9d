"""Climbing: rungs belong to the answer they follow, are said once, and tell where the next climb begins."""

import uuid

import pytest

from cards.models import Review, Rung
from cards.queries.ladders import ladder_of
from cards.services.ladders import answer_rung
from cards.services.once import KeyReused, Stale
from cards.services.review import undo_review
from tests.factories import NOW, days_later, enrolled, make_deck, make_design, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(alice):
    deck = make_deck("demo")
    card = make_design(deck)
    card.content["probes"] = [{"ask": f"Question {number}?", "answer": "So."} for number in range(1, 5)]
    card.save(update_fields=["content"])
    enrolled(alice, deck)
    return card


def climb(learner, card, *had, now=NOW):
    """Answer the rungs as they come."""
    for is_had in had:
        ladder = ladder_of(learner, card)
        answer_rung(learner, card.pk, ladder.climb.next, is_had, review=ladder.review.key, key=uuid.uuid4(), now=now)
    return ladder_of(learner, card)


def test_the_rungs_are_asked_from_the_lowest_until_one_is_missed(alice, card):
    assert ladder_of(alice, card) is None
    review(alice, card, 4)

    ladder = climb(alice, card, True, False)

    assert ladder.question is None
    assert [(question["ask"], had) for question, had in ladder.asked] == [("Question 1?", True), ("Question 2?", False)]
    assert ladder.climb.reached == 1


def test_the_next_climb_begins_one_rung_below_where_the_last_one_stopped(alice, card):
    review(alice, card, 4)
    climb(alice, card, True, True, True)
    review(alice, card, 4, days_later(6))
    review(alice, card, 4, days_later(20))  # not climbed after the one in between

    ladder = ladder_of(alice, card)

    assert ladder.before.reached == 3
    assert (ladder.number, ladder.question["ask"]) == (3, "Question 3?")
    assert climb(alice, card, True, True, now=days_later(20)).climb.reached == 4


def test_a_grade_that_is_taken_back_takes_its_rungs_along(alice, card):
    review(alice, card, 4)
    ladder = climb(alice, card, True, True)
    undo_review(alice, key=uuid.uuid4(), now=NOW)

    assert ladder_of(alice, card) is None
    with pytest.raises(Stale):
        answer_rung(alice, card.pk, 2, True, review=ladder.review.key, key=uuid.uuid4(), now=NOW)
    assert Rung.objects.count() == 2  # what was said stays in the log


def test_the_same_again_counts_once_and_anything_else_is_refused(alice, card):
    review(alice, card, 4)
    answered, key = Review.objects.get().key, uuid.uuid4()

    def say(is_had, place=0, key=key):
        answer_rung(alice, card.pk, place, is_had, review=answered, key=key, now=NOW)

    say(True)
    say(True)
    say(True, key=uuid.uuid4())  # another tab
    with pytest.raises(KeyReused):
        say(False)
    with pytest.raises(Stale):
        say(False, key=uuid.uuid4())
    with pytest.raises(Stale):
        say(True, place=2, key=uuid.uuid4())

    assert list(Rung.objects.values_list("place", "is_had")) == [(0, True)]


def test_nobody_climbs_on_an_answer_of_somebody_else(alice, bob, card):
    review(alice, card, 4)

    with pytest.raises(Review.DoesNotExist):
        answer_rung(bob, card.pk, 0, True, review=Review.objects.get().key, key=uuid.uuid4(), now=NOW)


def test_a_rung_is_had_or_missed(alice, card):
    with pytest.raises(ValueError, match="True or False"):
        answer_rung(alice, card.pk, 0, 1, review=uuid.uuid4(), key=uuid.uuid4(), now=NOW)
