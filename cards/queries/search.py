"""A learner's own cards, and those of the decks they study, found by their words and what is true of them."""

import json
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from cards import markdown
from cards.kinds import KINDS
from cards.models import Card, Deck, Enrolment, Learner
from cards.queries.deck_cards import Listed
from cards.queries.decks import is_due, with_schedule
from cards.scheduling import LEECH_LAPSES, MATURE_INTERVAL

MOST_COUNTED = 999
MOST_WORDS = 10
TAGS_FROM = 1_000  # the newest cards whose tags are offered as filters
TEXT_FIELDS = {"recall": "question", "cloze": "text"}

STATES = {
    "new": "New",
    "learning": "Learning",
    "due": "Due now",
    "suspended": "Suspended",
    "flagged": "Flagged",
    "leech": "Leech",
}


def _in_state(state: str, today: date) -> Q:
    return {
        "new": Q(mine__due=None),
        "learning": Q(mine__due__isnull=False, mine__interval__lt=MATURE_INTERVAL),
        "due": is_due(today),
        "suspended": Q(mine__is_suspended=True),
        "flagged": Q(mine__is_flagged=True),
        "leech": Q(mine__lapses__gte=LEECH_LAPSES),
    }[state]


def own_cards(learner: Learner) -> QuerySet[Card]:
    """The learner's own cards that are in use."""
    return Card.objects.owned_by(learner).filter(status=Card.Status.ACTIVE)


def own_decks(learner: Learner) -> list[Deck]:
    return list(Deck.objects.owned_by(learner))


def is_paused(learner: Learner, deck: Deck) -> bool:
    return Enrolment.objects.filter(learner=learner.pk, deck=deck, is_paused=True).exists()


def studied_decks(learner: Learner) -> list[Deck]:
    """The built-in decks that the learner is enrolled in, and the packs that these include."""
    enrolled = Enrolment.objects.filter(learner=learner.pk).values("deck")
    found = Q(pk__in=enrolled) | Q(tracks__in=enrolled)
    return list(Deck.objects.filter(found, owner=None, is_retired=False).distinct())


def found_cards(
    learner: Learner,
    decks: list[Deck],
    today: date,
    *,
    q: str = "",
    tag: str = "",
    kind: str = "",
    state: str = "",
    page: int = 1,
    size: int = 50,
) -> Listed:
    """A page of the cards of these decks that fit, the newest first. Each word of `q` must occur somewhere."""
    cards = Card.objects.filter(deck__in=[deck.pk for deck in decks], status=Card.Status.ACTIVE)
    for word in q.lower().split()[:MOST_WORDS]:
        # Titles are compared here, not there: SQLite's LIKE takes "Ü" and "ü" for two letters.
        named = [deck.pk for deck in decks if word in deck.title.lower()]
        cards = cards.filter(Q(search__contains=word) | Q(deck__in=named))
    if tag:
        cards = _with_tag(cards, tag)
    if kind:
        cards = cards.filter(kind=kind)
    cards = with_schedule(cards, learner)
    if state:
        cards = cards.filter(_in_state(state, today))
    found = cards.order_by()[: MOST_COUNTED + 1].count()
    start = (page - 1) * size
    rows = list(_as_listed(cards)[start : start + size + 1])
    return Listed(rows[:size], min(found, MOST_COUNTED), found > MOST_COUNTED, page, len(rows) > size)


def _as_listed(cards: QuerySet[Card]) -> QuerySet[Card]:
    """What a row of the list shows. In order of creation and not of id, which would tempt the planner to walk all."""
    states = ("due", "planned_for", "buried_until", "is_suspended", "is_flagged", "is_shelved", "lapses")
    return (
        cards.select_related("deck")
        .only("key", "ordinal", "title", "kind", "stage", "tags", "deck__title", "deck__slug", "deck__owner")
        .annotate(**{name: F(f"mine__{name}") for name in states})
        .order_by("-created_at", "-pk")
    )


def _with_tag(cards: QuerySet[Card], tag: str) -> QuerySet[Card]:
    """Cards with exactly this tag. Searched in the list's JSON as stored: SQLite has no "contains" for JSON."""
    ascii_only = connection.vendor == "sqlite"
    stored = json.dumps(tag, ensure_ascii=ascii_only)
    return cards.annotate(tags_text=Cast("tags", TextField())).filter(tags_text__contains=stored)


def tags_of(learner: Learner) -> list[str]:
    """The tags on the learner's newest cards, in alphabetical order."""
    newest = own_cards(learner).order_by("-created_at").values_list("tags", flat=True)[:TAGS_FROM]
    return sorted({tag for tags in newest for tag in tags}, key=str.lower)


def deleted_decks(learner: Learner) -> list[Deck]:
    return list(Deck.objects.filter(owner=learner.pk, is_retired=True).order_by("-pk")[:50])


def deleted_cards(learner: Learner, size: int = 50) -> list[Card]:
    """The cards deleted last, one for each text; those that went with their deck come back with it."""
    deleted = Card.objects.filter(deck__owner=learner.pk, deck__is_retired=False, status=Card.Status.DELETED)
    cards = list(deleted.select_related("deck").order_by("-edited_at", "ordinal")[: size * 4])
    by_text: dict[tuple[int, str], Card] = {}
    for card in cards:
        by_text.setdefault((card.deck_id, card.key), card)
    return list(by_text.values())[:size]


def same_question(learner: Learner, kind: str, content: dict[str, Any], but: str = "") -> Card | None:
    """Another of the learner's own cards that asks the same in the same words. `but` is the key of the card itself."""
    field = TEXT_FIELDS[kind]
    words = markdown.plain(content[field]).lower()
    title = KINDS[kind].title(content, min(KINDS[kind].ordinals(content)))
    alike = own_cards(learner).filter(kind=kind, title__iexact=title).exclude(key=but)[:20]
    return next((card for card in alike if markdown.plain(card.content[field]).lower() == words), None)
