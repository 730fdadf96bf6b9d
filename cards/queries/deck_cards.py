"""The cards of a deck and its packs: listed, and one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import BooleanField, Case, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex

from cards.models import Card, Deck
from cards.queries.decks import MOST_IN_DECK, built_in_decks, with_schedule
from cards.queries.queue import due_now
from cards.queries.states import in_state, known_already
from cards.spelling import fold

BESIDE_TAGS = "\x1f"
"""Stands before, between and behind the tags in what a card is found by. Words never hold it: it counts as a space."""


def is_true(condition: Q) -> Case:
    """The condition as a column."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def with_states(cards: QuerySet[Card], learner: Model, asked: list[int] | RawSQL, **conditions: Q) -> QuerySet[Card]:
    """Cards with `mine`, each with what cards/_state.html and its like tell of it, and these conditions beside it.

    `asked`: the schedules of seen cards that the rest of today will ask (see `due_now`).
    """
    columns = (
        "due",
        "planned_for",
        "reviewed_on",
        "buried_until",
        "is_suspended",
        "is_shelved",
        "is_flagged",
        "lapses",
    )
    conditions |= {"is_due_now": Q(mine__pk__in=asked), "is_known_already": known_already(learner)}
    told = {name: is_true(condition) for name, condition in conditions.items()}
    return cards.annotate(**{column: F(f"mine__{column}") for column in columns}, **told)


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
    keys: Iterable[str] | None = None,
    kind: str = "",
    state: str = "",
    q: str = "",
    page: int = 1,
    size: int = 50,
) -> Listed:
    """The deck's cards in learning order that fit what was asked for; `q` is words that all must occur.

    `topics`: those of a skill area; `keys`: those of the cards that cover an item.
    """
    asked = due_now(learner, today)
    cards = with_schedule(in_learning_order(parts, topic=topic, stage=stage), learner)
    if topics is not None:
        cards = cards.filter(topic__slug__in=topics)
    if keys is not None:
        cards = cards.filter(key__in=keys)
    if kind:
        cards = cards.filter(kind=kind)
    if state:
        cards = cards.filter(in_state(state, asked, learner))
    for word in words_of(q)[: settings.SEARCH_WORDS]:
        cards = with_text(cards, word)
    found = cards.order_by()[: MOST_IN_DECK + 1].count()
    shown = with_states(
        cards.select_related("topic").only("key", "ordinal", "title", "stage", "kind", "topic__title", "topic__slug"),
        learner,
        asked,
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


def built_in_card(key: str, deck: str = "") -> Card | None:
    """The active built-in card with this key, or its first gap, with its deck; of this deck, where one is named."""
    cards = Card.objects.filter(deck__in=built_in_decks(), key=key, status=Card.Status.ACTIVE)
    return (cards.filter(deck__slug=deck) if deck else cards).select_related("deck").order_by("ordinal").first()
