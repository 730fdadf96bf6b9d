"""What the pages of decks count, beside what Today asks."""

import uuid

import pytest

from cards.models import Card, StudyDay
from cards.queries.decks import catalogue, deck_page
from cards.queries.queue import queue_of
from cards.services.review import bury_card
from tests.factories import days_later, enrolled, make_card, make_deck, review

pytestmark = pytest.mark.django_db
AGAIN, GOOD = 2, 4
LATER = days_later(10)


@pytest.fixture
def deck(alice):
    """A question and a text with three gaps: seen ten days ago, due by now."""
    deck = make_deck("demo")
    text = {"text": "{{c1::One}}, {{c2::two}}, {{c3::three}}.", "points": [], "notes": ""}
    make_card(deck, "question")
    for ordinal in (1, 2, 3):
        make_card(deck, "text", kind="cloze", content=text, ordinal=ordinal)
    enrolled(alice, deck)
    for day, card in enumerate(deck.cards.all()):
        review(alice, card, GOOD, days_later(day))
    return deck


def card(key, ordinal=0):
    return Card.objects.get(key=key, ordinal=ordinal)


def counts(alice, deck):
    """(Today's, the deck page's, the catalogue's)"""
    today = alice.study_day(LATER)
    queue = queue_of(alice, today, StudyDay.objects.of(alice).filter(day=today).first())
    listed = catalogue(alice, today).tracks[0]
    return queue.due + queue.repeats, deck_page(deck, alice, today).tally.due, listed.tally.due


def test_a_text_with_gaps_is_due_once(alice, deck):
    assert counts(alice, deck) == (2, 2, 2)


def test_gaps_wait_for_tomorrow_when_one_of_them_was_asked(alice, deck):
    review(alice, card("text", 2), GOOD, LATER)

    assert counts(alice, deck) == (1, 1, 1)


def test_a_card_that_comes_back_today_is_counted(alice, deck):
    review(alice, card("question"), AGAIN, LATER)
    review(alice, card("text", 1), AGAIN, LATER)

    assert counts(alice, deck) == (2, 2, 2)


def test_a_buried_card_is_not(alice, deck):
    bury_card(alice, card("question").pk, key=uuid.uuid4(), now=LATER)

    assert counts(alice, deck) == (1, 1, 1)


def test_what_bob_reviewed_holds_back_nothing_of_hers(alice, bob, deck):
    enrolled(bob, deck)
    review(bob, card("text", 2), GOOD, LATER)

    assert counts(alice, deck) == (2, 2, 2)
