"""The cards of a deck and its packs: listed, and one after the other."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, Case, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from cards.models import Card, Deck, Learner, Schedule
from cards.queries.decks import MOST_IN_DECK, built_in_decks
from cards.queries.holding import held_cards
from cards.queries.queue import due_now
from cards.queries.ranking import Ranking, ranked, sought_in, with_text
from cards.queries.states import in_state, known_already, with_schedule
from cards.searching import Sought, line, marked, text_of

BESIDE_TAGS = "\x1f"
"""Stands before, between and behind the tags in what a card is found by. Words never hold it: it counts as a space."""
MOST_TOLD = 100  # cards of a page of the screen; more are for paper, or changed at once


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
    sought: Sought = field(default_factory=Sought)
    instead: dict[str, str] = field(default_factory=dict)  # see Ranking

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def following(self) -> int | None:
        return self.page + 1 if self.has_more else None


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
    sought = sought_in(q)
    for sign in sought.signs:
        cards = with_text(cards, sign)
    shown = with_states(
        cards.select_related("topic").only("key", "ordinal", "title", "stage", "kind", "topic__title", "topic__slug"),
        learner,
        asked,
    )
    if sought.groups or sought.without:
        narrowed = bool(topic or stage or kind or state or sought.signs) or topics is not None or keys is not None
        ranking = ranked(sought, parts, narrowed=narrowed)
        held = held_cards(learner, today)
        return best_first(shown, ranking, page, size, MOST_IN_DECK, narrowed=narrowed, held=held)
    return page_of(shown, sought, page, size, MOST_IN_DECK)


def page_of(cards: QuerySet[Card], sought: Sought, page: int, size: int, most: int) -> Listed:
    """These cards in their order, a page of them; counted up to `most`."""
    found = cards.order_by()[: most + 1].count()
    start = (page - 1) * size
    rows = list(cards[start : start + size + 1])
    return Listed(rows[:size], min(found, most), found > most, page, len(rows) > size, sought)


def best_first(
    cards: QuerySet[Card],
    ranking: Ranking,
    page: int,
    size: int,
    most: int,
    *,
    narrowed: bool,
    held: Collection[int] = (),
) -> Listed:
    """The same of those that a search found, in its order, each of a page of the screen with what it says: see `say`.

    `narrowed`: the cards are less than all that are active in the decks of the search. `held`: whose answers are shut.
    """
    ids = ranking.ids
    if narrowed:
        fitting = set(cards.order_by().values_list("pk", flat=True))
        ids = [pk for pk in ids if pk in fitting]
    start = (page - 1) * size
    shown = ids[start : start + size]
    by_pk = cards.order_by().in_bulk(shown)
    rows = [by_pk[pk] for pk in shown if pk in by_pk]
    if size <= MOST_TOLD:
        say(rows, ranking.sought, held)
    has_more = len(ids) > start + size
    return Listed(rows, min(len(ids), most), len(ids) > most, page, has_more, ranking.sought, ranking.instead)


def say(cards: list[Card], sought: Sought, held: Collection[int]) -> None:
    """Give each card `named`, its title, and `says`, a line of it, in pieces that say whether they were sought.

    A question that is all in the title is not said again.
    """
    phrases = sought.phrases
    html = dict(Card.objects.filter(pk__in=[card.pk for card in cards]).values_list("pk", "html"))
    for card in cards:
        card.named = marked(card.title, phrases)
        question, *others = (text_of(str(part)) for part in (html.get(card.pk) or {"": ""}).values())
        others = [] if card.pk in held else others
        texts = others if question == card.title else [question, *others]
        card.says = next((said for text in texts if (said := line(text, phrases))), [])


def in_learning_order(parts: Iterable[Deck], *, topic: str = "", stage: str = "") -> QuerySet[Card]:
    """The active cards of these decks in learning order."""
    cards = Card.objects.filter(deck__in=[part.pk for part in parts], status=Card.Status.ACTIVE)
    if topic:
        cards = cards.filter(topic__slug=topic)
    if stage:
        cards = cards.filter(stage=stage)
    return cards.order_by("position", "key", "ordinal")


def number_of_cards(parts: Iterable[Deck]) -> int:
    return in_learning_order(parts).count()


def card_ids(parts: Iterable[Deck], *, topic: str = "", stage: str = "") -> list[int]:
    """The first so many cards of these decks in learning order."""
    return list(in_learning_order(parts, topic=topic, stage=stage).values_list("pk", flat=True)[:MOST_IN_DECK])


def whole_card(pk: int) -> Card:
    return Card.objects.select_related("deck", "topic").get(pk=pk)


def to_print(pks: list[int], size: int) -> Iterator[Card]:
    """Cards as paper has them, read `size` at a time and in no order: what is too much is not read to its end."""
    rows = Card.objects.filter(pk__in=pks).select_related("topic", "deck").defer("content", "search")
    return rows.iterator(chunk_size=size)


def notes_on(learner: Learner, pks: list[int]) -> dict[int, str]:
    """The learner's notes on these cards, as HTML, by card."""
    notes = Schedule.objects.of(learner).filter(card__in=pks).exclude(note_html="")
    return dict(notes.values_list("card", "note_html"))


def built_in_card(key: str, deck: str = "") -> Card | None:
    """The active built-in card with this key, or its first gap, with its deck; of this deck, where one is named."""
    cards = Card.objects.filter(deck__in=built_in_decks(), key=key, status=Card.Status.ACTIVE)
    return (cards.filter(deck__slug=deck) if deck else cards).select_related("deck").order_by("ordinal").first()
