"""Which story answers which question, what was told, and what is missing."""

import uuid

import pytest

from cards.models import Schedule
from cards.queries.stories import coverage, suggested, told_by
from cards.services.review import grade_card, undo_review
from tests.factories import NOW, days_later, enrolled, make_behavioural, make_deck, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(alice):
    deck = make_deck("behave")
    for key, competencies in (("mistake", ["failure", "ownership"]), ("quarrel", ["conflict"]), ("pitch", ["pitch"])):
        make_behavioural(deck, key, competencies)
    enrolled(alice, deck)
    return deck


def tell(learner, card, story, points, now=NOW):
    version = Schedule.objects.of(learner).get(card=card).version
    detail = {"story": story.pk, "points": points}
    grade_card(learner, card.pk, None, key=uuid.uuid4(), version=version, reviewed_at=now, detail=detail)


def marks(found):
    """By question: F for a first choice, f for one that would do."""
    return {
        question.card.key: "".join("F" if cell.is_first else "f" if cell.is_fit else "." for cell in question.cells)
        for question in found.questions
    }


def test_a_story_that_shows_what_is_asked_would_do_and_what_it_was_said_for_comes_first(alice, deck):
    make_story(alice, "Payout", competencies=["failure"])
    make_story(alice, "No rewrite", competencies=["correctness"], questions=["quarrel"])
    make_story(alice, "Pitch", "pitch")

    found = coverage(alice)

    assert marks(found) == {"mistake": "f..", "quarrel": ".F.", "pitch": "..f"}
    assert (found.holes, found.covered) == ([], 3)


def test_without_a_story_every_question_is_a_hole(alice, bob, deck):
    make_story(bob, "Bob’s", competencies=["failure", "conflict"])

    found = coverage(alice)

    assert [question.card.key for question in found.holes] == ["mistake", "quarrel", "pitch"]
    assert (found.stories, found.overused) == ([], [])


def test_a_story_of_three_questions_is_overused(alice, deck):
    make_story(alice, questions=["mistake", "quarrel", "pitch"])
    make_story(alice, questions=["mistake", "quarrel"])

    assert [banked.is_overused for banked in coverage(alice).stories] == [True, False]


def test_what_was_told_is_counted_and_is_a_first_choice(alice, deck):
    story = make_story(alice)
    card = deck.cards.get(key="quarrel")
    tell(alice, card, story, {"0": "said"})
    tell(alice, card, story, {"0": "said", "1": "named"}, days_later(1))

    told = told_by(alice)[story.pk]

    assert (told.times, told.cards, told.last) == (2, {card.pk}, 80)
    assert marks(coverage(alice))["quarrel"] == "F"
    undo_review(alice, key=uuid.uuid4(), now=days_later(1))
    assert told_by(alice)[story.pk].times == 1


def test_stories_are_suggested_by_what_they_show_the_overused_last(alice, deck):
    other = make_story(alice, "Other")
    worn = make_story(alice, "Worn", competencies=["failure"], questions=["quarrel", "pitch", "mistake"])
    fit = make_story(alice, "Fit", competencies=["failure"])

    card = deck.cards.get(key="mistake")

    assert [cell.banked.story for cell in suggested(alice, card)] == [worn, fit, other]


def test_own_task_stories_alone_are_too_little(alice):
    make_story(alice, scope="own")
    assert not coverage(alice).is_all_own_task
    make_story(alice, scope="own")
    assert coverage(alice).is_all_own_task
    make_story(alice, scope="team")
    assert not coverage(alice).is_all_own_task


def test_of_thousands_of_own_questions_the_first_are_laid_against_the_stories(alice, deck, monkeypatch):
    monkeypatch.setattr("cards.queries.stories.QUESTIONS_READ", 2)
    for number in range(3):
        make_behavioural(deck, f"own-{number}")
    enrolled(alice, deck, days_later(1))

    found = coverage(alice)

    assert len(found.questions) == 2
    assert found.is_cut


def test_ten_stories_take_as_many_queries_as_one(alice, deck, django_assert_num_queries):
    for number in range(10):
        make_story(alice, f"Story {number}", competencies=["failure"])

    with django_assert_num_queries(4):
        coverage(alice)
