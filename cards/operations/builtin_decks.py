"""The built-in decks from their files into the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from cards import markdown
from cards.exchange.drafts import CardDraft, DeckDraft, TopicDraft, digest
from cards.kinds import KINDS
from cards.models import Card, Deck, Learner, Schedule, Topic
from cards.queries.new_cards import PARTS
from cards.scheduling.order import ORDER_VERSION
from cards.services.content import Drawn, ask_again, drawn, set_content, set_variants
from cards.services.decks import refill
from cards.services.renewing import renew_notes
from cards.services.review import follow_kind

DECKS = Path(__file__).resolve().parents[1] / "decks"


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
    drawn: dict[str, Drawn]  # what cards that changed look like, by their new marks
    html: dict[str, str]  # of descriptions and primers, by their sources
    kept_cards: set[int] = field(default_factory=set)
    kept_topics: set[int] = field(default_factory=set)


def load_decks(drafts: Iterable[DeckDraft], *, now: datetime, dry_run: bool = False) -> list[Loaded]:
    """Bring the stored built-in decks in line with the drafts; the same drafts again change nothing.

    Wording edits keep schedules, a higher `rev` asks for the card again; a card or a deck no longer there is retired.
    """
    if not dry_run:
        renew_notes()  # before the decks say that this version has drawn them
    packs_first = sorted(drafts, key=lambda draft: (not draft.pack, draft.order, draft.slug))
    drawn_before = _drawn_anew(packs_first)
    texts = {text for draft in packs_first for text in (draft.description, *(topic.primer for topic in draft.topics))}
    html = {text: str(markdown.render(text)) for text in texts}
    with transaction.atomic():
        before = _what_is_studied()
        cards = Card.objects.filter(deck__owner=None).select_related("deck")
        stored = {(card.key, card.ordinal): card for card in cards}
        loading = _Loading(now, stored, drawn_before, html)
        loaded = {draft.slug: _load_deck(draft, loading) for draft in packs_first}
        # Only now, for a card or a topic may have moved to a deck that was read later.
        _retire(loading, loaded)
        Topic.objects.filter(deck__owner=None, cards=None).exclude(pk__in=loading.kept_topics).delete()
        if before != (now_studied := _what_is_studied()):
            _reach_learners(before, now_studied)
        if dry_run:
            transaction.set_rollback(True)
        return list(loaded.values())


@dataclass(frozen=True)
class _Studied:
    """What the schedules of those who study built-in decks follow."""

    cards: dict[int, tuple[Any, ...]]  # the active ones: the deck, and what the order of new cards looks at
    packs: set[tuple[int, int]]
    stages: dict[int, tuple[Any, Any]]  # of each deck, and by which rules it was last put into order


def _what_is_studied() -> _Studied:
    cards = Card.objects.filter(deck__owner=None, status=Card.Status.ACTIVE).values_list(*PARTS, "deck")
    packs = Deck.packs.through.objects.values_list("from_deck", "to_deck")
    decks = Deck.objects.filter(owner=None).values_list("pk", "about")
    stages = {pk: (about.get("stages"), about.get("order")) for pk, about in decks}
    return _Studied({row[0]: row[1:] for row in cards}, set(packs), stages)


def _reach_learners(before: _Studied, now: _Studied) -> None:
    """Cards came, went or moved: bring the schedules of everybody who studies a built-in deck in line."""
    # Also one that was retired, and comes back in another deck.
    moved = [pk for pk, row in now.cards.items() if before.cards.get(pk, ())[-1:] != row[-1:]]
    for card in Card.objects.filter(pk__in=moved).exclude(ordinal=0).only("deck", "key", "ordinal"):
        Schedule.objects.filter(card=card).exclude(siblings=card.siblings).update(siblings=card.siblings)
    for pk in Learner.objects.filter(enrolment__deck__owner=None).distinct().values_list("pk", flat=True).iterator():
        learner = Learner.objects.get(pk=pk)  # as stored now: it may be some time since the first of them
        refill(learner, Deck.objects.filter(owner=None, enrolment__learner=learner))


def _load_deck(draft: DeckDraft, loading: _Loading) -> Loaded:
    deck, _ = Deck.objects.update_or_create(
        owner=None,
        slug=draft.slug,
        defaults={
            "title": draft.title,
            "description": draft.description,
            "description_html": loading.html[draft.description],
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
        topic = _load_topic(deck, topic_draft, index, loading)
        loading.kept_topics.add(topic.pk)
        for number, card_draft in enumerate(topic_draft.cards):
            position = _position(draft, index, number)
            _load_card(deck, topic, draft, card_draft, position, loading, loaded)
    return loaded


def _about(draft: DeckDraft) -> dict[str, Any]:
    return {
        "version": draft.version,
        "order": ORDER_VERSION,
        "renderer": markdown.RENDERER_VERSION,
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
            | ({"differ": stage.differ} if stage.differ else {})
            for stage in draft.stages
        ],
        "skills": [{"slug": skill.slug, "title": skill.title, "topics": list(skill.topics)} for skill in draft.skills],
        # A list, because PostgreSQL keeps no order of keys.
        "coverage": [{"code": code, "text": text} for code, text in draft.coverage.items()],
    }


def _sources(draft: DeckDraft, codes: Iterable[str]) -> list[dict[str, str]]:
    found = (draft.sources[code] for code in codes if code in draft.sources)
    return [{"title": source.title, "url": source.url, "seen": source.seen} for source in found]


def _load_topic(deck: Deck, draft: TopicDraft, position: int, loading: _Loading) -> Topic:
    topic, _ = Topic.objects.update_or_create(
        deck=deck,
        slug=draft.slug,
        defaults={
            "title": draft.title,
            "position": position,
            "primer": draft.primer,
            "primer_html": loading.html[draft.primer],
        },
    )
    return topic


def _drawn_anew(drafts: Iterable[DeckDraft]) -> dict[str, Drawn]:
    """What the cards that are new or changed look like, by the marks that they will have."""
    stored = Card.objects.filter(deck__owner=None).values_list("key", "ordinal", "digest")
    marks = {(key, ordinal): mark for key, ordinal, mark in stored}
    changed: dict[str, Drawn] = {}
    for draft in drafts:
        for index, topic in enumerate(draft.topics):
            for number, card in enumerate(topic.cards):
                columns = _columns(draft, card)
                for ordinal in () if card.is_retired else KINDS[card.kind].ordinals(card.content):
                    mark = _mark(draft, topic.title, card, _position(draft, index, number) + ordinal, columns)
                    if marks.get((card.key, ordinal)) != mark:
                        changed[mark] = drawn(card.kind, card.content, ordinal)
    return changed


def _position(draft: DeckDraft, topic: int, card: int) -> int:
    return draft.order * 100_000 + topic * 2_000 + card * 20


def _columns(deck: DeckDraft, draft: CardDraft) -> dict[str, Any]:
    return {
        "stage": draft.stage[0] if draft.stage else "",
        "stages": list(draft.stage),
        "tags": list(draft.tags),
        "sources": _sources(deck, draft.source),
        "minutes": draft.minutes,
        "level": draft.level,
        "check_by": draft.check_by,
        "about": {"seed": list(draft.seed), "requires": list(draft.requires)},
        "status": Card.Status.ACTIVE,
    }


def _mark(deck: DeckDraft, topic: str, draft: CardDraft, position: int, columns: dict[str, Any]) -> str:
    return digest(
        draft.kind,
        draft.content,
        renderer=markdown.RENDERER_VERSION,
        position=position,
        deck=deck.slug,
        topic=topic,
        rev=draft.rev,
        **{column: str(value) for column, value in columns.items()},
    )


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
    columns = _columns(deck_draft, draft)
    for ordinal in KINDS[draft.kind].ordinals(draft.content):
        name = f"{draft.key}:{ordinal}" if ordinal else draft.key
        card = loading.stored.get((draft.key, ordinal))
        mark = _mark(deck_draft, topic.title, draft, position + ordinal, columns)
        if card is None:
            card = Card(deck=deck, key=draft.key, ordinal=ordinal, created_at=loading.now, rev=draft.rev)
            loaded.added.append(name)
        elif card.digest == mark and card.deck_id == deck.pk and card.status == Card.Status.ACTIVE:
            loading.kept_cards.add(card.pk)
            continue
        else:
            loaded.added.append(name) if card.status != Card.Status.ACTIVE else loaded.edited.append(name)
        place = {"deck": deck, "topic": topic, "position": position + ordinal, "digest": mark}
        for column, value in (columns | place).items():
            setattr(card, column, value)
        card.edited_at = loading.now
        changes_kind = card.pk is not None and card.kind != draft.kind
        set_content(card, draft.kind, draft.content, loading.drawn.get(mark))
        asks_again = card.pk is not None and draft.rev > card.rev
        if asks_again:
            card.rev, card.rev_at = draft.rev, loading.now
            loaded.relearn.append(name)
        card.save()
        if draft.variants or changes_kind:
            set_variants(card, draft.variants)
        if changes_kind:
            follow_kind(card)
        if asks_again:
            ask_again(card, loading.now)
        loading.kept_cards.add(card.pk)


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
