"""Enrolling in decks, and bringing the built-in decks from their files into the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.text import Truncator

from cards import markdown
from cards.exchange.drafts import CardDraft, DeckDraft, TopicDraft, digest
from cards.kinds import KINDS, render_card
from cards.models import Card, Deck, Enrolment, Learner, Schedule, Topic, Write
from cards.services.once import once


def enrol(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> None:
    """Study a deck, or go on with one that was paused: its cards join the queue."""

    def write(_: Write) -> dict[str, Any]:
        enrolment, created = Enrolment.objects.get_or_create(learner=learner, deck=deck, defaults={"enrolled_at": now})
        if not created and enrolment.is_paused:
            Enrolment.objects.filter(pk=enrolment.pk).update(is_paused=False)
        refill(learner, deck)
        return {"deck": deck.pk}

    once(learner, key, "enrol", {"deck": deck.pk}, write, now=now)


def pause(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> None:
    """Take a deck's cards out of the queue; their schedules stay as they are."""

    def write(_: Write) -> dict[str, Any]:
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


# Built-in decks -------------------------------------------------------------------------------------------------------


@dataclass
class Loaded:
    """What loading one deck did: card keys with their ordinals."""

    deck: str
    added: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    relearn: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


@dataclass
class _Loading:
    """What goes from deck to deck while all of them are loaded."""

    now: datetime
    stored: dict[tuple[str, int], Card]  # every built-in card, by key and ordinal
    kept_cards: set[int] = field(default_factory=set)
    kept_topics: set[int] = field(default_factory=set)


def load_decks(drafts: Iterable[DeckDraft], *, now: datetime) -> list[Loaded]:
    """Bring the stored built-in decks in line with the drafts; the same drafts again change nothing.

    Wording edits keep schedules, a higher `rev` asks for the card again; a card or a deck no longer there is retired.
    """
    packs_first = sorted(drafts, key=lambda draft: (not draft.pack, draft.order, draft.slug))
    with transaction.atomic():
        before = _what_is_studied()
        cards = Card.objects.filter(deck__owner=None).select_related("deck")
        loading = _Loading(now, {(card.key, card.ordinal): card for card in cards})
        loaded = {draft.slug: _load_deck(draft, loading) for draft in packs_first}
        # Only now, for a card or a topic may have moved to a deck that was read later.
        _retire(loading, loaded)
        Topic.objects.filter(deck__owner=None, cards=None).exclude(pk__in=loading.kept_topics).delete()
        if before != _what_is_studied():
            _reach_learners(before)
        return list(loaded.values())


def _what_is_studied() -> tuple[dict[int, tuple[int, int]], set[tuple[int, int]]]:
    """The active built-in cards with their decks and positions, and the packs of tracks."""
    cards = Card.objects.filter(deck__owner=None, status=Card.Status.ACTIVE).values_list("pk", "deck", "position")
    packs = Deck.packs.through.objects.values_list("from_deck", "to_deck")
    return {card: (deck, position) for card, deck, position in cards}, set(packs)


def _reach_learners(before: tuple[dict[int, tuple[int, int]], set[tuple[int, int]]]) -> None:
    """Cards came, went or moved: bring the schedules of everybody who studies a built-in deck in line."""
    # Also one that was retired, and comes back in another place.
    active = Card.objects.filter(deck__owner=None, status=Card.Status.ACTIVE)
    for card in active.only("deck", "key", "ordinal", "position"):
        if before[0].get(card.pk) != (card.deck_id, card.position):
            Schedule.objects.filter(card=card).update(position=card.position, siblings=card.siblings)
    for enrolment in Enrolment.objects.filter(deck__owner=None).select_related("learner", "deck"):
        refill(enrolment.learner, enrolment.deck)


def _load_deck(draft: DeckDraft, loading: _Loading) -> Loaded:
    deck, _ = Deck.objects.update_or_create(
        owner=None,
        slug=draft.slug,
        defaults={
            "title": draft.title,
            "description": draft.description,
            "description_html": markdown.render(draft.description),
            "company": draft.company,
            "role": draft.role,
            "is_pack": draft.pack,
            "position": draft.order,
            "about": _about(draft),
            "is_retired": False,
        },
    )
    deck.packs.set(Deck.objects.filter(owner=None, is_retired=False, slug__in=draft.includes))
    loaded = Loaded(draft.slug)
    for index, topic_draft in enumerate(draft.topics):
        topic = _load_topic(deck, topic_draft, index)
        loading.kept_topics.add(topic.pk)
        for number, card_draft in enumerate(topic_draft.cards):
            position = draft.order * 100_000 + index * 2_000 + number * 20
            _load_card(deck, topic, draft, card_draft, position, loading, loaded)
    return loaded


def _about(draft: DeckDraft) -> dict[str, Any]:
    return {
        "version": draft.version,
        "stages": [
            {
                "slug": stage.slug,
                "title": stage.title,
                "minutes": stage.minutes,
                "weight": stage.weight,
                "what": stage.what,
                "judged": stage.judged,
                "confidence": stage.confidence,
                "sources": _sources(draft, stage.source),
            }
            for stage in draft.stages
        ],
        "skills": [{"slug": skill.slug, "title": skill.title, "topics": list(skill.topics)} for skill in draft.skills],
        # A list, because PostgreSQL keeps no order of keys.
        "coverage": [{"code": code, "text": text} for code, text in draft.coverage.items()],
    }


def _sources(draft: DeckDraft, codes: Iterable[str]) -> list[dict[str, str]]:
    found = (draft.sources[code] for code in codes if code in draft.sources)
    return [{"title": source.title, "url": source.url, "seen": source.seen} for source in found]


def _load_topic(deck: Deck, draft: TopicDraft, position: int) -> Topic:
    topic, _ = Topic.objects.update_or_create(
        deck=deck,
        slug=draft.slug,
        defaults={
            "title": draft.title,
            "position": position,
            "primer": draft.primer,
            "primer_html": markdown.render(draft.primer),
        },
    )
    return topic


def _load_card(
    deck: Deck,
    topic: Topic,
    deck_draft: DeckDraft,
    draft: CardDraft,
    position: int,
    loading: _Loading,
    loaded: Loaded,
) -> None:
    """Insert or update the card (each sibling, for a cloze text)."""
    if draft.is_retired:
        return
    sources = _sources(deck_draft, draft.source)
    columns = {
        "topic": topic,
        "stage": draft.stage[0] if draft.stage else "",
        "stages": list(draft.stage),
        "tags": list(draft.tags),
        "sources": sources,
        "minutes": draft.minutes,
        "level": draft.level,
        "check_by": draft.check_by,
        "about": {"seed": list(draft.seed), "requires": list(draft.requires)},
        "status": Card.Status.ACTIVE,
    }
    for ordinal in KINDS[draft.kind].ordinals(draft.content):
        name = f"{draft.key}:{ordinal}" if ordinal else draft.key
        card = loading.stored.get((draft.key, ordinal))
        mark = digest(
            draft.kind,
            draft.content,
            renderer=markdown.RENDERER_VERSION,
            position=position + ordinal,
            deck=deck.slug,
            rev=draft.rev,
            **{column: str(value) for column, value in columns.items()},
        )
        if card is None:
            card = Card(deck=deck, key=draft.key, ordinal=ordinal, created_at=loading.now, rev=draft.rev)
            loaded.added.append(name)
        elif card.digest == mark and card.deck_id == deck.pk and card.status == Card.Status.ACTIVE:
            loading.kept_cards.add(card.pk)
            continue
        else:
            loaded.added.append(name) if card.status != Card.Status.ACTIVE else loaded.edited.append(name)
        for column, value in (columns | {"deck": deck, "position": position + ordinal, "digest": mark}).items():
            setattr(card, column, value)
        card.edited_at = loading.now
        set_content(card, draft.kind, draft.content)
        asks_again = card.pk is not None and draft.rev > card.rev
        if asks_again:
            card.rev, card.rev_at = draft.rev, loading.now
            loaded.relearn.append(name)
        card.save()
        if asks_again:
            ask_again(card, loading.now.date())
        loading.kept_cards.add(card.pk)


def set_content(card: Card, kind: str, content: dict[str, Any]) -> None:
    """Give a card its content and everything that is worked out from it."""
    card.kind = kind
    card.content = dict(content)
    card.html = render_card(kind, content, card.ordinal)
    card.title = Truncator(KINDS[kind].title(content, card.ordinal)).chars(250)
    card.search = search_text(card)


def search_text(card: Card) -> str:
    return " ".join([KINDS[card.kind].search_text(card.content), *card.tags]).lower()


def ask_again(card: Card, today: date) -> None:
    """The meaning changed: whoever knew the old one is asked today. Their states stay; a pass keeps the interval."""
    Schedule.objects.filter(card=card, due__isnull=False).update(
        planned_for=Least(F("due"), today), version=F("version") + 1
    )


def _retire(loading: _Loading, loaded: dict[str, Loaded]) -> None:
    """Take what no file has any more out of study. History and schedules stay, shelved."""
    Deck.objects.filter(owner=None).exclude(slug__in=loaded).update(is_retired=True)
    retired = [
        card
        for card in loading.stored.values()
        if card.status == Card.Status.ACTIVE and card.pk not in loading.kept_cards
    ]
    for card in retired:
        report = loaded.setdefault(card.deck.slug, Loaded(card.deck.slug))
        report.retired.append(f"{card.key}:{card.ordinal}" if card.ordinal else card.key)
    Card.objects.filter(pk__in=[card.pk for card in retired]).update(status=Card.Status.RETIRED)
    Schedule.objects.filter(card__in=retired).update(is_shelved=True)
