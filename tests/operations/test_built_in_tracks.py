"""The two built-in tracks share packs: who studies both meets a card once, and keeps it while one of them goes on."""

import uuid

import pytest

from cards.models import Card, Schedule
from cards.scheduling import GOOD
from cards.services.decks import enrol, pause
from tests.factories import NOW, review

pytestmark = pytest.mark.django_db


def cards_of(deck):
    return set(Card.objects.filter(deck=deck, status=Card.Status.ACTIVE).values_list("pk", flat=True))


def asked_of(learner):
    return set(Schedule.objects.of(learner).filter(is_suspended=False, is_shelved=False).values_list("card", flat=True))


def test_the_two_built_in_tracks_share_their_packs_and_ask_each_card_once(alice, built_in):
    stripe, anywhere = built_in["stripe-backend"], built_in["backend-engineer"]
    shared = set(Card.objects.in_track(stripe).values_list("pk", flat=True)) - cards_of(stripe)

    enrol(alice, stripe, key=uuid.uuid4(), now=NOW)
    met = Card.objects.get(key="rel-timeouts", ordinal=0)
    review(alice, met, GOOD)
    before = Schedule.objects.of(alice).get(card=met).state
    enrol(alice, anywhere, key=uuid.uuid4(), now=NOW)

    cards = list(Schedule.objects.of(alice).values_list("card", flat=True))
    assert len(cards) == len(set(cards))
    assert asked_of(alice) == shared | cards_of(stripe) | cards_of(anywhere)
    assert len(shared) > len(cards_of(stripe)) > len(cards_of(anywhere)) > 0
    assert Schedule.objects.of(alice).get(card=met).state == before


@pytest.mark.parametrize(
    ("paused", "kept"), [("stripe-backend", "backend-engineer"), ("backend-engineer", "stripe-backend")]
)
def test_pausing_one_of_the_two_built_in_tracks_keeps_what_they_share(alice, built_in, paused, kept):
    for slug in (paused, kept):
        enrol(alice, built_in[slug], key=uuid.uuid4(), now=NOW)
    everything = asked_of(alice)

    pause(alice, built_in[paused], key=uuid.uuid4(), now=NOW)

    assert asked_of(alice) == everything - cards_of(built_in[paused])
    assert asked_of(alice) == set(Card.objects.in_track(built_in[kept]).values_list("pk", flat=True))
