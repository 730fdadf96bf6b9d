"""Leaving: an account with much in it is closed by the request, and deleted beside the workers."""

import uuid
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cards.models import Card, Fit, Learner, Leaving, Replanning, Review, Schedule
from cards.operations import leavings, wishes
from cards.operations.fits import ABANDONED
from cards.operations.reminders import send_reminders
from cards.scheduling import GOOD
from cards.services.accounts import save_settings
from cards.services.leaving import leave
from tests.conftest import PASSWORD
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_story, review
from tests.faults import failing

pytestmark = pytest.mark.django_db


@pytest.fixture
def studied(alice, bob, clock):
    """Alice and Bob have a deck of their own and one they share, and have reviewed cards of both."""
    shared = make_deck("shared")
    make_cards(shared, 3)
    for learner in (alice, bob):
        own = make_deck("own", owner=learner)
        make_card(own, f"card-of-{learner.username}")
        make_story(learner)
        for deck in (shared, own):
            enrolled(learner, deck)
            for card in deck.cards.all():
                review(learner, card, GOOD)
    return shared


@pytest.fixture
def much(studied, settings):
    """Four reviews, and ten times an own card and a version of a story."""
    settings.DELETED_AT_ONCE = 23


def sign_in(login):
    client = Client()
    client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    return client


def is_signed_in(client):
    return client.get("/settings/").status_code == 200


def counts(learner):
    own = Card.objects.filter(deck__owner=learner.pk)
    return [own.count(), Review.objects.of(learner).count(), Schedule.objects.of(learner).count()]


def test_what_is_little_is_gone_at_once_and_wiped_beside_the_workers(alice, bob, studied, settings):
    settings.DELETED_AT_ONCE = 24

    assert leave(alice, now=NOW)

    assert list(Learner.objects.all()) == [bob]
    assert (counts(alice), counts(bob)) == ([0, 0, 0], [1, 4, 4])
    assert wishes.are_waiting()
    call_command("wishes")
    assert not wishes.are_waiting()
    assert not Leaving.objects.exists()


def test_what_is_much_is_closed_and_goes_beside_the_workers(alice, bob, much, clock):
    clock.move_to(days_later(30))
    assert not leave(alice, now=NOW)

    assert counts(alice) == [1, 4, 4]
    call_command("check_data", verbosity=0)
    call_command("wishes")
    assert list(Learner.objects.all()) == [bob]
    assert (counts(alice), counts(bob)) == ([0, 0, 0], [1, 4, 4])
    assert not Leaving.objects.exists()
    assert not wishes.are_waiting()


def test_what_is_left_of_a_closed_account_is_no_damage(alice, bob, much, clock):
    clock.move_to(days_later(30))
    leave(alice, now=NOW)
    Review.objects.of(alice).first().delete()
    Schedule.objects.of(alice).last().delete()
    call_command("check_data", verbosity=0)

    Review.objects.of(bob).first().delete()
    with pytest.raises(CommandError):
        call_command("check_data", verbosity=0)


def test_nobody_gets_into_a_closed_account(alice, much, mailoutbox):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    Authenticator.objects.create(user=alice, type="recovery_codes", data={"used_mask": 0})
    laptop, phone = sign_in("alice"), sign_in("alice@example.org")
    alice.refresh_from_db()

    leave(alice, now=NOW)

    assert not any(map(is_signed_in, [laptop, phone, sign_in("alice"), sign_in("alice@example.org")]))
    assert not is_signed_in(sign_in(f"closed account {alice.pk}"))
    Client().post("/accounts/password/reset/", {"email": "alice@example.org"})
    assert not [mail for mail in mailoutbox if "/password/reset/key/" in mail.body]
    for model in (Session, UserSession, EmailAddress, Authenticator):
        assert not model.objects.exists()
    alice.refresh_from_db()
    assert (alice.username, alice.email, alice.is_active) == (f"closed account {alice.pk}", "", False)
    assert not alice.has_usable_password()


def test_its_name_and_address_are_free_at_once(alice, bob, much):
    leave(alice, now=NOW)
    new, form = Client(), {"username": "alice", "email": "alice@example.org"}

    new.post("/accounts/signup/", form | {"password1": PASSWORD, "password2": PASSWORD})

    assert is_signed_in(new)
    call_command("wishes")
    assert is_signed_in(new)
    assert set(Learner.objects.values_list("username", flat=True)) == {"alice", "bob"}


def test_nobody_signs_up_with_the_name_of_a_closed_account(alice, much):
    form = {"username": f"closed account {alice.pk}", "email": "m@example.org"}

    Client().post("/accounts/signup/", form | {"password1": PASSWORD, "password2": PASSWORD})
    leave(alice, now=NOW)

    assert Learner.objects.filter(username__startswith="closed").get() == alice


def test_who_left_is_reminded_of_nothing_and_waits_for_nothing(alice, much, mailoutbox):
    Learner.objects.filter(pk=alice.pk).update(reminder_hour=8)
    Replanning.objects.create(learner=alice, scheduler="fsrs", wished_at=NOW)
    Fit.objects.create(learner=alice, wished_at=NOW)

    leave(alice, now=NOW)

    assert send_reminders(days_later(30)).sent == 0
    assert not mailoutbox
    assert not Replanning.objects.exists()
    assert not Fit.objects.exists()


def test_an_account_is_closed_once(alice, much):
    leave(alice, now=NOW)

    with pytest.raises(Learner.DoesNotExist):
        leave(alice, now=NOW)

    assert Leaving.objects.get().learner == alice


def test_what_another_device_still_sends_opens_nothing(alice, much):
    stale = Learner.objects.get(pk=alice.pk)
    leave(alice, now=NOW)

    get_adapter().set_password(stale, PASSWORD)
    save_settings(stale, {"reminder_hour": 7, "scheduler": "fsrs"}, key=uuid.uuid4(), now=NOW)

    assert not is_signed_in(sign_in(f"closed account {alice.pk}"))
    assert send_reminders(days_later(30)).sent == 0
    call_command("wishes")
    assert not Learner.objects.filter(pk=alice.pk).exists()
    with pytest.raises(Learner.DoesNotExist):
        get_adapter().set_password(stale, PASSWORD)


def test_closing_takes_no_more_statements_of_a_longer_log(alice, bob, much):
    more = make_deck("more", owner=bob)
    make_cards(more, 3)
    enrolled(bob, more)
    for card in more.cards.all():
        review(bob, card, GOOD)
    sent = []
    for learner in (alice, bob):
        with CaptureQueriesContext(connection) as queries:
            leave(learner, now=NOW)
        sent.append(len(queries))

    assert sent[0] == sent[1] <= 35


@pytest.mark.parametrize("at", ['DELETE FROM "cards_review"', 'DELETE FROM "cards_learner"', 'DELETE FROM "cards_leav'])
def test_a_process_that_ends_half_way_is_followed_by_one_that_goes_on(alice, bob, much, clock, caplog, at):
    leave(alice, now=NOW)
    with failing(DatabaseError("the disk is gone"), at=at):
        assert leavings.carry_out_waiting() == 0
    assert "could not be deleted" in caplog.text
    assert not wishes.are_waiting()

    clock.shift(ABANDONED + timedelta(seconds=1))

    assert wishes.are_waiting()
    assert leavings.carry_out_waiting() == 1
    assert list(Learner.objects.all()) == [bob]
    assert not Leaving.objects.exists()


def test_the_admin_says_which_accounts_are_closed_and_which_files_are_to_be_wiped(alice, much, admin_client):
    leave(alice, now=NOW)
    Leaving.objects.create(wished_at=NOW)

    page = admin_client.get("/admin/cards/leaving/")

    assert page.status_code == 200
    assert f"closed account {alice.pk}" in page.text
    assert page.context["cl"].result_count == 2


def test_longer_than_a_piece(alice, much, monkeypatch):
    monkeypatch.setattr("cards.services.leaving.PIECE", 3)
    leave(alice, now=NOW)

    assert leavings.carry_out_waiting() == 1

    assert counts(alice) == [0, 0, 0]
