"""Refusals: one answer for each reason, on every page."""

import uuid

import pytest
from django.http import Http404

from cards.models import Learner
from cards.services.decks import enrol
from cards.services.review import bury_card, flag_card, grade_card
from cards.views.actions import REUSED, STALE, attempt
from tests.factories import NOW, enrolled, make_card, make_deck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def card(alice):
    deck = make_deck("track")
    card = make_card(deck, "card")
    enrolled(alice, deck)
    return card


def test_a_service_that_succeeds_answers_for_itself(alice, card):
    assert attempt(flag_card, alice, card.pk, True, key=uuid.uuid4(), now=NOW) == {"card": card.pk}
    assert attempt(enrol, alice, card.deck, key=uuid.uuid4(), now=NOW) is None


def test_a_reused_key_says_what_became_of_the_first_answer(alice, card):
    key = uuid.uuid4()
    attempt(grade_card, alice, card.pk, 4, key=key, version=0, reviewed_at=NOW)
    attempt(bury_card, alice, card.pk, key=key, now=NOW)

    graded = attempt(grade_card, alice, card.pk, 2, key=key, version=0, reviewed_at=NOW)
    flagged = attempt(flag_card, alice, card.pk, True, key=key, now=NOW)

    assert (graded.status, graded.code) == (flagged.status, flagged.code) == (422, "key-reused")
    assert graded.detail == "This form was sent before with another grade, which was kept. Undo takes it back."
    assert flagged.detail == REUSED


def test_a_card_that_moved_on_is_stale(alice, card):
    attempt(grade_card, alice, card.pk, 4, key=uuid.uuid4(), version=0, reviewed_at=NOW)

    assert attempt(grade_card, alice, card.pk, 4, key=uuid.uuid4(), version=0, reviewed_at=NOW) is STALE


def test_what_is_not_the_learners_is_not_there(bob, card):
    with pytest.raises(Http404):
        attempt(grade_card, bob, card.pk, 4, key=uuid.uuid4(), version=0, reviewed_at=NOW)


def test_a_deleted_account_is_no_missing_page(alice, card):
    Learner.objects.filter(pk=alice.pk).delete()

    with pytest.raises(Learner.DoesNotExist):
        attempt(flag_card, alice, card.pk, True, key=uuid.uuid4(), now=NOW)


def test_other_errors_are_nobodys_refusal(alice, card):
    with pytest.raises(ValueError, match="a flag is on or off"):
        attempt(flag_card, alice, card.pk, "on", key=uuid.uuid4(), now=NOW)


def test_every_page_answers_a_reused_key_in_the_same_words(alice, alice_client, card):
    own = make_card(make_deck("own", owner=alice), "own-card")
    enrolled(alice, own.deck)
    key = uuid.uuid4()
    attempt(bury_card, alice, own.pk, key=key, now=NOW)
    writes = {
        "/review/bury/": {"key": key, "card": card.pk},
        "/review/suspend/": {"key": key, "card": card.pk},
        "/review/flag/": {"key": key, "card": card.pk},
        "/review/undo/": {"undo": key},
        "/decks/track/enrol/": {"key": key},
        "/decks/track/pause/": {"key": key},
        "/decks/track/cards/card/suspend/": {"key": key, "card": card.pk},
        "/decks/track/cards/card/flag/": {"key": key, "card": card.pk},
        f"/cards/{own.pk}/delete/": {"key": key},
        f"/cards/decks/{own.deck_id}/pause/": {"key": key},
        "/cards/decks/new/": {"key": key, "title": "Another"},
    }

    answers = {address: alice_client.post(address, posted) for address, posted in writes.items()}

    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(writes, 422)
    assert [address for address, answer in answers.items() if REUSED not in answer.text] == []
