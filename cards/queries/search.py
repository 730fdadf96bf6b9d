"""A learner's own cards, and those of the decks they study, found by their words and what is true of them."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Func, IntegerField, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Length

from cards.kinds import KINDS
from cards.models import Card, Deck, Enrolment, Learner
from cards.queries.deck_cards import BESIDE_TAGS, Listed, best_first, page_of, with_states
from cards.queries.holding import held_cards
from cards.queries.queue import due_now
from cards.queries.ranking import ranked, sought_in, with_text
from cards.queries.states import in_state, with_schedule
from cards.searching import Sought
from cards.spelling import fold, searchable

MOST_FOUND = 999
NO_STAGE = "none"
"""What the filter by stage says for cards that are in none."""
TAGS_FROM = 1_000  # the newest cards whose tags are offered as filters


def own_cards(learner: Learner) -> QuerySet[Card]:
    """The learner's own cards that are in use."""
    return Card.objects.owned_by(learner).filter(status=Card.Status.ACTIVE)


def has_own_cards(learner: Learner) -> bool:
    return own_cards(learner).exists()


def own_card(learner: Learner, card_id: int) -> Card | None:
    return own_cards(learner).select_related("deck").filter(pk=card_id).first()


def own_deck(learner: Learner, deck_id: int) -> Deck | None:
    return Deck.objects.owned_by(learner).filter(pk=deck_id).first()


def own_decks(learner: Learner) -> list[Deck]:
    return list(Deck.objects.owned_by(learner))


def deck_holding(learner: Learner, ids: list[int]) -> Deck | None:
    """The learner's deck that holds these cards, or the first of them."""
    return Deck.objects.owned_by(learner).filter(cards__in=ids).first()


def is_paused(learner: Learner, deck: Deck) -> bool:
    return Enrolment.objects.filter(learner=learner.pk, deck=deck, is_paused=True).exists()


def studied_decks(learner: Learner) -> list[Deck]:
    """The built-in decks that the learner is enrolled in, and the packs that these include."""
    enrolled = Enrolment.objects.filter(learner=learner.pk).values("deck")
    found = Q(pk__in=enrolled) | Q(tracks__in=enrolled)
    return list(Deck.objects.filter(found, owner=None, is_retired=False).distinct())


def found_cards(
    learner: Learner, decks: list[Deck], today: date, *, page: int = 1, size: int = 50, **wanted: str
) -> Listed:
    """A page of the cards of these decks that fit: the best matches first or, where nothing is sought, the newest."""
    asked = due_now(learner, today)
    cards, sought = _fitting(learner, decks, asked, **wanted)
    shown = with_states(_as_listed(cards), learner, asked)
    if sought.groups or sought.without:
        narrowed = _is_narrowed(sought, **wanted)
        ranking, held = ranked(sought, decks, narrowed=narrowed), held_cards(learner, today)
        return best_first(shown, ranking, page, size, MOST_FOUND, narrowed=narrowed, held=held)
    return page_of(shown, sought, page, size, MOST_FOUND)


def found_ids(learner: Learner, decks: list[Deck], today: date, **wanted: str) -> list[int]:
    """Of all the cards that these pages hold."""
    cards, sought = _fitting(learner, decks, due_now(learner, today), **wanted)
    fitting = cards.order_by().values_list("pk", flat=True)
    if sought.groups or sought.without:
        among = set(fitting)
        return [pk for pk in ranked(sought, decks, narrowed=_is_narrowed(sought, **wanted)).ids if pk in among]
    return list(fitting)


def _is_narrowed(sought: Sought, *, q: str = "", **wanted: str) -> bool:
    return any(wanted.values()) or bool(sought.signs)


def _fitting(
    learner: Learner,
    decks: list[Deck],
    asked: list[int] | RawSQL,
    *,
    q: str = "",
    tag: str = "",
    kind: str = "",
    stage: str = "",
    state: str = "",
) -> tuple[QuerySet[Card], Sought]:
    """The cards that fit, but for the words of the search, and what is sought."""
    cards = Card.objects.filter(deck__in=[deck.pk for deck in decks], status=Card.Status.ACTIVE)
    sought = sought_in(q)
    for sign in sought.signs:
        cards = with_text(cards, sign, Q(deck__in=[deck.pk for deck in decks if sign in searchable(deck.title)]))
    if tag:
        cards = with_text(cards, f"{BESIDE_TAGS}{searchable(tag)}{BESIDE_TAGS}")
    if kind:
        cards = cards.filter(kind=kind)
    if stage:
        cards = cards.filter(stage="" if stage == NO_STAGE else stage)
    cards = with_schedule(cards, learner)
    if state:
        cards = cards.filter(in_state(state, asked, learner))
    return cards, sought


def _as_listed(cards: QuerySet[Card]) -> QuerySet[Card]:
    """What a row of the list shows. In order of creation and not of id, which would tempt the planner to walk all."""
    return (
        cards.select_related("deck", "topic")
        .only(
            *("key", "ordinal", "title", "kind", "stage", "tags"),
            *("deck__title", "deck__slug", "deck__owner", "topic__title"),
        )
        .order_by("-created_at", "-pk")
    )


def tags_of(learner: Learner) -> list[str]:
    """The tags on the learner's newest cards, in alphabetical order; of several spellings of one, the first."""
    newest = own_cards(learner).order_by("-created_at", "-pk").values_list("tags", flat=True)[:TAGS_FROM]
    spelt: dict[str, str] = {}
    for tags in newest:
        for tag in tags:
            spelt[fold(tag)] = tag
    return [spelt[tag] for tag in sorted(spelt)]


def bytes_of(column: str) -> Func:
    """How many bytes of text a JSON column holds."""
    return (
        Length(Cast(column, TextField())) if connection.vendor == "sqlite" else OctetLength(Cast(column, TextField()))
    )


class OctetLength(Func):
    function = "OCTET_LENGTH"
    output_field = IntegerField()


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


def just_deleted(learner: Learner, *, card: int | None, deck: int | None) -> Card | Deck | None:
    """This card or this deck of the learner's, if it is deleted."""
    if card:
        return Card.objects.filter(deck__owner=learner.pk, status=Card.Status.DELETED, pk=card).first()
    return Deck.objects.filter(owner=learner.pk, is_retired=True, pk=deck).first() if deck else None


def latest_deck(learner: Learner) -> str | None:
    """The address of the deck into which the learner wrote last, or else of their first."""
    latest = own_cards(learner).order_by("-created_at").values_list("deck__slug", flat=True).first()
    return latest or Deck.objects.owned_by(learner).values_list("slug", flat=True).first()


def same_question(learner: Learner, kind: str, content: dict[str, Any], but: int | None = None) -> Card | None:
    """Another of the learner's own cards that asks the same in the same words. `but` is the id of the card itself."""
    words = searchable(KINDS[kind].asks(content))
    title = KINDS[kind].title(content, min(KINDS[kind].ordinals(content)))
    alike = (
        own_cards(learner)
        .filter(kind=kind, title__iexact=title)
        .exclude(key__in=Card.objects.filter(pk=but).values("key"))[:20]
    )
    # Compared by what they are found by, so that no text but the new one has to be read.
    return next((card for card in alike if card.search.partition(BESIDE_TAGS)[0].partition("\n")[0] == words), None)
