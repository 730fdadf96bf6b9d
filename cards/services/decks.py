"""Enrolling in decks, pausing them, and the schedules that come and go with that."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Q

from cards.kinds import KINDS
from cards.models import Card, Deck, Enrolment, Learner, Receipt, Review, Schedule
from cards.models.batches import BATCH
from cards.queries.new_cards import new_order
from cards.scheduling.order import Part
from cards.services.once import once
from cards.services.suspending import outdate

WEIGHTS = range(1, 10)


def enrol(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> None:
    """Study a deck, or go on with one that was paused: its cards join the queue."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        study(learner, deck, now)
        reorder(learner)
        return {"deck": deck.pk}

    once(learner, key, "enrol", {"deck": deck.pk}, write, now=now)


def pause(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> None:
    """Take a deck's cards out of the queue; their schedules stay as they are."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        Enrolment.objects.filter(learner=learner, deck=deck).update(is_paused=True)
        reshelve(learner, **_with([deck]))
        outdate(learner)
        reorder(learner)
        return {"deck": deck.pk}

    once(learner, key, "pause", {"deck": deck.pk}, write, now=now)


BEGUN, RESUMED = "begun", "resumed"


def study(learner: Learner, deck: Deck, now: datetime) -> str:
    """Study the deck from now on. Returns what `study_no_more` takes back, "" for who does already."""
    enrolment, created = Enrolment.objects.get_or_create(learner=learner, deck=deck, defaults={"enrolled_at": now})
    was_paused = enrolment.is_paused
    if was_paused:
        Enrolment.objects.filter(pk=enrolment.pk).update(is_paused=False)
    fill(learner, [deck])
    if was_paused:
        outdate(learner)
    return BEGUN if created else RESUMED if was_paused else ""


def study_no_more(learner: Learner, deck: Deck, what: str, since: Receipt) -> None:
    """As before the write `since`. Whoever has reviewed a card of the deck or enrolled in it after that goes on."""
    chosen = Receipt.objects.filter(learner=learner, name__in=("enrol", "begin-with"), pk__gt=since.pk)
    reviewed = Review.objects.of(learner).counted().filter(reviewed_at__gte=since.made_at)
    if chosen.filter(result__deck=deck.pk).exists() or reviewed.filter(card__in=Card.objects.in_track(deck)).exists():
        return
    enrolments = Enrolment.objects.filter(learner=learner, deck=deck)
    if what == BEGUN and enrolments.filter(weights={}).exists():
        enrolments.delete()
    else:
        enrolments.update(is_paused=True)
    reshelve(learner, **_with([deck]))


def begin_with(
    learner: Learner,
    deck: Deck,
    first: Part,
    known: Part,
    new_per_day: int,
    *,
    among: Part,
    key: UUID,
    now: datetime,
) -> None:
    """Study a deck beginning with some stages and topics, and without those that the learner knows already.

    What is known is shelved with its schedules, and comes back as it was once it is no longer chosen. `among`: what was
    asked about. Choices made elsewhere stay.
    """

    def write(stored: Learner, _: Receipt) -> dict[str, Any]:
        stored.begins_with = _merged(stored.beginning, first, among)
        stored.knows = _merged(stored.known, known, among)
        stored.new_per_day = new_per_day
        stored.save(update_fields=["begins_with", "knows", "new_per_day"])
        Enrolment.objects.get_or_create(learner=stored, deck=deck, defaults={"enrolled_at": now})
        outdate(stored)
        refill(stored, [deck])
        return {"deck": deck.pk}

    parts = {name: _stored(part) for name, part in (("first", first), ("known", known), ("among", among))}
    once(learner, key, "begin-with", {"deck": deck.pk, "new": new_per_day, **parts}, write, now=now)


def leave_out(learner: Learner, topics: Iterable[str], *, key: UUID, now: datetime) -> list[str]:
    """Ask none of these topics of built-in decks, as if the learner knew them already. Returns those asked before."""
    return _know(learner, frozenset(topics), True, key=key, now=now)


def take_in(learner: Learner, topics: Iterable[str], *, key: UUID, now: datetime) -> list[str]:
    """Ask them again: their cards come back as they were. Returns those that were left out."""
    return _know(learner, frozenset(topics), False, key=key, now=now)


def _know(learner: Learner, topics: frozenset[str], is_known: bool, *, key: UUID, now: datetime) -> list[str]:
    def write(stored: Learner, _: Receipt) -> dict[str, Any]:
        known = stored.known
        changed = topics - known.topics if is_known else topics & known.topics
        stored.knows = _stored(replace(known, topics=known.topics | topics if is_known else known.topics - topics))
        stored.save(update_fields=["knows"])
        outdate(stored)
        reshelve(stored, card__deck__owner=None)
        return {"topics": sorted(changed)}

    name = "leave-out" if is_known else "take-in"
    done = once(learner, key, name, {"topics": sorted(topics)}, write, now=now)
    learner.refresh_from_db(fields=["knows", "paced"])  # what a plan comes to is worked out next
    return done.get("topics", sorted(topics))  # of a write before these were kept: what was sent


def _merged(before: Part, chosen: Part, among: Part) -> dict[str, list[str]]:
    return _stored(Part(before.stages - among.stages | chosen.stages, before.topics - among.topics | chosen.topics))


def _stored(part: Part) -> dict[str, list[str]]:
    return {"stages": sorted(part.stages), "topics": sorted(part.topics)}


def refill(learner: Learner, decks: Iterable[Deck]) -> None:
    """Give the learner what these decks and their packs have, with new cards in their order."""
    fill(learner, list(decks))
    reorder(learner)


def fill(learner: Learner, decks: list[Deck]) -> None:
    """Give the learner a schedule for every active card of these decks and their packs that has none yet.

    New cards are in no order until `reorder` has brought them into it.
    """
    for deck in decks:
        known = Schedule.objects.of(learner).values("card")
        add_schedules(learner, Card.objects.in_track(deck).exclude(pk__in=known))
    reshelve(learner, **_with(decks))


def _with(decks: Iterable[Deck]) -> dict[str, Any]:
    """Which schedules these decks may move. Of own cards there may be many, of built-in ones there are some hundred."""
    return {"card__deck__owner": None} if all(deck.owner_id is None for deck in decks) else {}


def weigh_stages(learner: Learner, deck: Deck, weights: dict[str, int], *, key: UUID, now: datetime) -> dict[str, int]:
    """How much each stage weighs for this learner, 1 to 9; {} is as the track has it. It moves the order of new cards
    and what readiness says would move it most. Raises Enrolment.DoesNotExist. Returns what differs from the track.
    """
    usual = {stage["slug"]: stage.get("weight", 1) for stage in deck.about.get("stages", [])}
    if not all(stage in usual and type(weight) is int and weight in WEIGHTS for stage, weight in weights.items()):
        raise ValueError(f"stages cannot weigh {weights!r}")

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        enrolment = Enrolment.objects.get(learner=learner, deck=deck)
        enrolment.weights = {stage: weight for stage, weight in weights.items() if weight != usual[stage]}
        enrolment.save(update_fields=["weights"])
        reorder(learner)
        return enrolment.weights

    return once(learner, key, "weigh-stages", {"deck": deck.pk, "weights": weights}, write, now=now)


def reorder(learner: Learner) -> None:
    """Bring the learner's new cards into their order, after decks, cards or what the learner begins with changed.

    The learner is as stored, here and below: `once` hands them on.
    """
    order = new_order(learner)
    rows = Schedule.objects.of(learner).filter(card__in=Card.objects.filter(deck__owner=None))
    moved = [
        Schedule(pk=pk, position=order[card])
        for pk, card, position in rows.values_list("pk", "card", "position")
        if order.get(card, position) != position
    ]
    Schedule.objects.bulk_update(moved, ["position"], batch_size=400)


def add_schedules(learner: Learner, cards: Iterable[Card]) -> None:
    schedules = [
        Schedule(
            learner=learner,
            card=card,
            position=card.position,
            siblings=card.siblings,
            is_practice=KINDS[card.kind].is_practice,
        )
        for card in cards
    ]
    # A card shared by two tracks is met once: the second enrolment finds its schedule there.
    Schedule.objects.bulk_create(schedules, batch_size=500, ignore_conflicts=True)


def reshelve(learner: Learner, **which: Any) -> None:
    """Shelve the schedules of retired cards, of decks that are not being studied and of what the learner says they know
    already, and take back the others.

    `which`: the schedules, where it is known that nothing changed for others.
    """
    studied = Enrolment.objects.filter(learner=learner, is_paused=False)
    found = Deck.objects.filter(Q(pk__in=studied.values("deck")) | Q(tracks__in=studied.values("deck")))
    decks = dict(found.values_list("pk", "owner"))
    known = learner.known
    schedules = Schedule.objects.of(learner).filter(**which)
    # Read and compared here: as one UPDATE over these tables, PostgreSQL without fresh statistics compares every
    # schedule with every other.
    wrong: dict[bool, list[int]] = {True: [], False: []}
    columns = ("pk", "is_shelved", "card__status", "card__deck", "card__stage", "card__topic__slug")
    for pk, is_shelved, status, deck, stage, topic in schedules.values_list(*columns):
        is_known = decks.get(deck) is None and known.holds(stage, topic or "")
        in_queue = status == Card.Status.ACTIVE and deck in decks and not is_known
        if is_shelved == in_queue:
            wrong[is_shelved].append(pk)
    for was_shelved, pks in wrong.items():
        for batch in batched(pks, BATCH):
            Schedule.objects.filter(pk__in=batch).update(is_shelved=not was_shelved)
