"""Enrolling in decks, pausing them, and the schedules that come and go with that."""

from collections.abc import Iterable
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Q

from cards.models import Card, Deck, Enrolment, Learner, Schedule, Write
from cards.services.once import once


def enrol(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> None:
    """Study a deck, or go on with one that was paused: its cards join the queue."""

    def write(learner: Learner, _: Write) -> dict[str, Any]:
        enrolment, created = Enrolment.objects.get_or_create(learner=learner, deck=deck, defaults={"enrolled_at": now})
        if not created and enrolment.is_paused:
            Enrolment.objects.filter(pk=enrolment.pk).update(is_paused=False)
        refill(learner, deck)
        return {"deck": deck.pk}

    once(learner, key, "enrol", {"deck": deck.pk}, write, now=now)


def pause(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> None:
    """Take a deck's cards out of the queue; their schedules stay as they are."""

    def write(learner: Learner, _: Write) -> dict[str, Any]:
        Enrolment.objects.filter(learner=learner, deck=deck).update(is_paused=True)
        reshelve(learner)
        return {"deck": deck.pk}

    once(learner, key, "pause", {"deck": deck.pk}, write, now=now)


def refill(learner: Learner, deck: Deck) -> None:
    """Give the learner a schedule for every active card of the deck and its packs that has none yet."""
    known = Schedule.objects.of(learner).values("card")
    missing = Card.objects.in_track(deck).exclude(pk__in=known)
    add_schedules(learner, missing)
    reshelve(learner)


def add_schedules(learner: Learner, cards: Iterable[Card]) -> None:
    schedules = [Schedule(learner=learner, card=card, position=card.position, siblings=card.siblings) for card in cards]
    # A card shared by two tracks is met once: the second enrolment finds its schedule there.
    Schedule.objects.bulk_create(schedules, batch_size=500, ignore_conflicts=True)


def reshelve(learner: Learner, cards: Iterable[int] | None = None) -> None:
    """Shelve the schedules of retired cards and of decks that are not being studied, and take back the others.

    Only those of `cards` (ids), where it is known that nothing else changed.
    """
    studied = Enrolment.objects.filter(learner=learner, is_paused=False)
    decks = Deck.objects.filter(Q(pk__in=studied.values("deck")) | Q(tracks__in=studied.values("deck")))
    decks = set(decks.values_list("pk", flat=True))
    schedules = Schedule.objects.of(learner)
    if cards is not None:
        schedules = schedules.filter(card__in=list(cards))
    # Read and compared here: as one UPDATE over these tables, PostgreSQL without fresh statistics compares every
    # schedule with every other.
    wrong: dict[bool, list[int]] = {True: [], False: []}
    for pk, is_shelved, status, deck in schedules.values_list("pk", "is_shelved", "card__status", "card__deck"):
        in_queue = status == Card.Status.ACTIVE and deck in decks
        if is_shelved == in_queue:
            wrong[is_shelved].append(pk)
    for was_shelved, pks in wrong.items():
        for batch in batched(pks, 500):
            Schedule.objects.filter(pk__in=batch).update(is_shelved=not was_shelved)
