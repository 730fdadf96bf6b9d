"""The cards of a deck and its packs: listed, one after the other, and one with the learner's history of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import BooleanField, Case, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex

from cards.models import Card, Deck, Learner, Review, Schedule
from cards.queries.decks import MOST_IN_DECK, built_in_decks, parts_of, with_schedule
from cards.queries.queue import due_now
from cards.queries.states import in_state, known_already
from cards.spelling import fold

LONGEST_HISTORY = 50
BESIDE_TAGS = "\x1f"
"""Stands before, between and behind the tags in what a card is found by. Words never hold it: it counts as a space."""


def is_true(condition: Q) -> Case:
    """The condition as a column."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def is_one_of(asked: list[int] | RawSQL) -> Case:
    """Whether the rest of today will ask the card (see `due_now`)."""
    return is_true(Q(mine__pk__in=asked))


@dataclass(frozen=True)
class Listed:
    """A page of a deck's cards, each with what the learner's schedule says of it."""

    cards: list[Card]
    found: int
    capped: bool
    page: int
    has_more: bool

    @property
    def previous(self) -> int:
        return self.page - 1

    @property
    def following(self) -> int:
        return self.page + 1


def deck_cards(
    parts: list[Deck],
    learner: Model,
    today: date,
    *,
    topic: str = "",
    stage: str = "",
    topics: Iterable[str] | None = None,
    kind: str = "",
    state: str = "",
    q: str = "",
    page: int = 1,
    size: int = 50,
) -> Listed:
    """The deck's cards in learning order that fit what was asked for; `q` is words that all must occur.

    `topics`: those of a skill area.
    """
    asked = due_now(learner, today)
    cards = with_schedule(in_learning_order(parts, topic=topic, stage=stage), learner)
    if topics is not None:
        cards = cards.filter(topic__slug__in=topics)
    if kind:
        cards = cards.filter(kind=kind)
    if state:
        cards = cards.filter(in_state(state, asked, learner))
    for word in words_of(q)[: settings.SEARCH_WORDS]:
        cards = with_text(cards, word)
    found = cards.order_by()[: MOST_IN_DECK + 1].count()
    shown = (
        cards.select_related("topic")
        .only("key", "ordinal", "title", "stage", "kind", "topic__title", "topic__slug")
        .annotate(
            is_due_now=is_one_of(asked),
            planned_for=F("mine__planned_for"),
            buried_until=F("mine__buried_until"),
            is_suspended=F("mine__is_suspended"),
            is_shelved=F("mine__is_shelved"),
            is_known_already=is_true(known_already(learner)),
            is_flagged=F("mine__is_flagged"),
        )
    )
    start = (page - 1) * size
    rows = list(shown[start : start + size + 1])
    return Listed(rows[:size], min(found, MOST_IN_DECK), found > MOST_IN_DECK, page, len(rows) > size)


def words_of(q: str) -> list[str]:
    """The words to be searched for, folded; each once, and none that another one contains."""
    words = list(dict.fromkeys(fold(q).split()))
    return [word for word in words if not any(word in other for other in words if other != word)]


def with_text(cards: QuerySet[Card], text: str, otherwise: Q | None = None) -> QuerySet[Card]:
    """The cards that are found by this folded text, or that fit `otherwise`.

    By its place and not by LIKE, which compares all of a long word at every letter of a long card.
    """
    found = f"found_{len(cards.query.annotations)}"
    there = Q(**{f"{found}__gt": 0})
    return cards.alias(**{found: StrIndex("search", Value(text))}).filter(there | otherwise if otherwise else there)


def in_learning_order(parts: Iterable[Deck], *, topic: str = "", stage: str = "") -> QuerySet[Card]:
    """The active cards of these decks in learning order."""
    cards = Card.objects.filter(deck__in=[part.pk for part in parts], status=Card.Status.ACTIVE)
    if topic:
        cards = cards.filter(topic__slug=topic)
    if stage:
        cards = cards.filter(stage=stage)
    return cards.order_by("position", "key", "ordinal")


def card_ids(parts: Iterable[Deck], *, topic: str = "", stage: str = "") -> list[int]:
    """The first so many cards of these decks in learning order."""
    return list(in_learning_order(parts, topic=topic, stage=stage).values_list("pk", flat=True)[:MOST_IN_DECK])


# One card -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Past:
    """One review of the card's history."""

    day: date
    quality: int
    grade: str
    seconds: int | None
    phase: str


@dataclass(frozen=True)
class Linked:
    """Another built-in card, and the deck in which it is shown from here."""

    card: Card
    slug: str


@dataclass(frozen=True)
class CardPage:
    card: Card
    siblings: list[Card]
    schedule: Schedule | None
    history: list[Past]
    following: Linked | None
    requires: list[Linked]


GRADE_NAMES = ("Again", "Again", "Again", "Hard", "Good", "Easy")


def card_page(deck: Deck, key: str, ordinal: int | None, learner: Learner, today: date) -> CardPage | None:
    """A card of the deck or its packs with the learner's history of it; None if there is no such card."""
    parts = parts_of(deck)
    siblings = list(
        Card.objects.filter(deck__in=parts, key=key)
        .exclude(status=Card.Status.DELETED)
        .select_related("deck", "topic")
        .order_by("status", "ordinal")
    )
    card = next((card for card in siblings if ordinal is None or card.ordinal == ordinal), None)
    if card is None:
        return None
    reviews = Review.objects.of(learner).filter(card=card).counted().order_by("-reviewed_at", "-id")[:LONGEST_HISTORY]
    next_key, required = (card.content.get("next") or {}).get("card"), card.about.get("requires", [])
    links = _links([next_key, *required], deck, parts)
    asked = Case(When(pk__in=due_now(learner, today), then=Value(True)), default=Value(False))
    return CardPage(
        card=card,
        siblings=[sibling for sibling in siblings if sibling.status == card.status],
        schedule=Schedule.objects.of(learner).filter(card=card).annotate(is_due_now=asked).first(),
        history=[
            Past(
                review.study_day,
                review.quality,
                GRADE_NAMES[review.quality],
                review.seconds,
                review.get_phase_display().lower(),
            )
            for review in reviews
        ],
        following=links.get(next_key),
        requires=[links[key] for key in required if key in links],
    )


def built_in_card(key: str, deck: str = "") -> Card | None:
    """The active built-in card with this key, or its first gap, with its deck; of this deck, where one is named."""
    cards = Card.objects.filter(deck__in=built_in_decks(), key=key, status=Card.Status.ACTIVE)
    return (cards.filter(deck__slug=deck) if deck else cards).select_related("deck").order_by("ordinal").first()


def _links(keys: list[str | None], deck: Deck, parts: list[Deck]) -> dict[str, Linked]:
    """Built-in cards by key. A card of this track is shown in it, another one in its own deck."""
    here = {part.pk for part in parts}
    cards = (
        Card.objects.filter(deck__owner=None, status=Card.Status.ACTIVE, key__in=[key for key in keys if key])
        .select_related("deck")
        .only("key", "title", "deck__slug")
        .order_by("-ordinal")
    )
    return {card.key: Linked(card, deck.slug if card.deck_id in here else card.deck.slug) for card in cards}
