"""Refusals: one answer for each reason, on every page."""

import json
import logging
import uuid

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from cards.models import Learner
from cards.services.decks import enrol
from cards.services.review import bury_card, flag_card, grade_card
from cards.views.actions import REUSED, STALE, attempt, told_in_json
from tests.factories import NOW, enrolled, make_card, make_deck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def card(alice):
    deck = make_deck("track")
    card = make_card(deck, "card")
    enrolled(alice, deck)
    return card


def asked_by(learner):
    request = RequestFactory().post("/")
    request.user = learner
    return request


def test_a_service_that_succeeds_answers_for_itself(alice, card):
    assert attempt(asked_by(alice), flag_card, card.pk, True, key=uuid.uuid4(), now=NOW) == {"card": card.pk}
    assert attempt(asked_by(alice), enrol, card.deck, key=uuid.uuid4(), now=NOW) is None


def test_a_reused_key_says_what_became_of_the_first_answer(alice, card):
    key = uuid.uuid4()
    attempt(asked_by(alice), grade_card, card.pk, 4, key=key, version=0, reviewed_at=NOW)
    attempt(asked_by(alice), bury_card, card.pk, key=key, now=NOW)

    graded = attempt(asked_by(alice), grade_card, card.pk, 2, key=key, version=0, reviewed_at=NOW)
    flagged = attempt(asked_by(alice), flag_card, card.pk, True, key=key, now=NOW)

    assert (graded.status, graded.code) == (flagged.status, flagged.code) == (422, "key-reused")
    assert graded.detail == "This form was sent before with another grade, which was kept. Undo takes it back."
    assert flagged.detail == REUSED


def test_a_card_that_moved_on_is_stale(alice, card):
    attempt(asked_by(alice), grade_card, card.pk, 4, key=uuid.uuid4(), version=0, reviewed_at=NOW)

    assert attempt(asked_by(alice), grade_card, card.pk, 4, key=uuid.uuid4(), version=0, reviewed_at=NOW) is STALE


def test_what_is_not_the_learners_is_not_there(bob, card):
    with pytest.raises(Http404):
        attempt(asked_by(bob), grade_card, card.pk, 4, key=uuid.uuid4(), version=0, reviewed_at=NOW)


def test_a_deleted_account_is_no_missing_page(alice, card):
    Learner.objects.filter(pk=alice.pk).delete()

    with pytest.raises(Learner.DoesNotExist):
        attempt(asked_by(alice), flag_card, card.pk, True, key=uuid.uuid4(), now=NOW)


def test_other_errors_are_nobodys_refusal(alice, card):
    with pytest.raises(ValueError, match="a flag is on or off"):
        attempt(asked_by(alice), flag_card, card.pk, "on", key=uuid.uuid4(), now=NOW)


def test_every_page_answers_a_reused_key_in_the_same_words(alice, alice_client, card):
    own = make_card(make_deck("own", owner=alice), "own-card")
    enrolled(alice, own.deck)
    key = uuid.uuid4()
    attempt(asked_by(alice), bury_card, own.pk, key=key, now=NOW)
    writes = {
        "/review/bury/": {"key": key, "card": card.pk},
        "/review/suspend/": {"key": key, "card": card.pk},
        "/review/flag/": {"key": key, "card": card.pk},
        "/review/undo/": {"undo": key},
        "/decks/track/enrol/": {"key": key},
        "/decks/track/pause/": {"key": key},
        f"/cards/{card.pk}/suspend/": {"key": key},
        f"/cards/{card.pk}/flag/": {"key": key},
        f"/cards/{own.pk}/delete/": {"key": key},
        f"/cards/decks/{own.deck_id}/pause/": {"key": key},
        "/cards/decks/new/": {"key": key, "title": "Another"},
    }

    answers = {address: alice_client.post(address, posted) for address, posted in writes.items()}

    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(writes, 422)
    assert [address for address, answer in answers.items() if REUSED not in answer.text] == []


# For programs ---------------------------------------------------------------------------------------------------------


def test_a_program_is_told_in_json_what_a_page_would_say(alice_client, card, caplog):
    caplog.set_level(logging.INFO, "prep.refusals")
    key = uuid.uuid4()
    graded = {"review": key, "card": card.pk, "quality": 4, "version": 0, "seconds": 3}
    alice_client.post("/review/grade/", graded)
    programs = {"headers": {"Accept": "application/json"}}

    reused = alice_client.post("/review/grade/", graded | {"quality": 2}, **programs)
    stale = alice_client.post("/review/grade/", graded | {"review": uuid.uuid4()}, **programs)
    unreadable = alice_client.post("/review/grade/", {}, **programs)
    nowhere = alice_client.post("/review/bury/", {"key": uuid.uuid4(), "card": 999}, **programs)
    by_get = alice_client.get("/review/grade/", **programs)

    told = [(answer.status_code, answer.json()["code"]) for answer in (reused, stale, unreadable, nowhere, by_get)]
    assert told == [
        (422, "key-reused"), (409, "stale"), (422, "unreadable"), (404, "not-found"), (405, "wrong-method")
    ]  # fmt: skip
    assert list(stale.json()) == ["code", "detail", "request_id"]
    assert stale.json()["detail"] == STALE.detail
    assert stale["Content-Length"] == str(len(stale.content))
    assert by_get["Allow"] == "POST"
    assert stale.json()["request_id"] in caplog.text


def test_a_program_that_is_not_signed_in_is_told_so(client):
    answer = client.post("/review/bury/", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (401, "signed-out")


def test_a_fault_is_told_in_json_without_its_page(alice):
    answer = told_in_json(asked_by(alice), HttpResponse("A page with a secret", status=500))

    assert (answer.status_code, json.loads(answer.text)["code"]) == (500, "broken")
    assert "secret" not in answer.text


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/html,application/xhtml+xml,*/*;q=0.8", None])
def test_a_browser_gets_the_page(alice_client, card, accept):
    answer = alice_client.post("/review/grade/", {}, headers={"Accept": accept} if accept else {})

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")
    assert "Accept" in answer["Vary"]
