"""Which cards a search finds, the best first: the one way to ask the index, cards/models/card_index."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex

from cards.models import Card, Deck
from cards.models.card_index import Term, card_index
from cards.searching import WORD, Phrase, Sought, most_mistakes, nearest, read
from cards.spelling import searchable


@dataclass(frozen=True)
class Ranking:
    """Cards by id, the best first. `instead`: what was looked for in place of words that no card has."""

    ids: list[int]
    sought: Sought = field(default_factory=Sought)
    instead: dict[str, str] = field(default_factory=dict)


def sought_in(q: str) -> Sought:
    return read(q, settings.SEARCH_WORDS)


def ranked(sought: Sought, decks: Iterable[Deck], *, narrowed: bool = False) -> Ranking:
    """The active cards of these decks that fit. A word is also found in a deck's title, which is said of all its cards.

    Of more than settings.SEARCH_RANKED, those that ask about the words go before those that only say them. `narrowed`:
    something else will be asked of the cards, so that none that fits may be missing.
    """
    decks = list(decks)
    most = settings.OWN_CARDS if narrowed else settings.SEARCH_RANKED
    scores = _scores(sought, decks, most)
    instead = {} if scores else _meant(sought, decks)
    if instead:
        sought = sought.instead(instead)
        scores = _scores(sought, decks, most)
    return Ranking(sorted(scores, key=lambda card: (scores[card], -card)), sought, instead)


def _scores(sought: Sought, decks: list[Deck], most: int) -> dict[int, float]:
    if not decks:
        return {}
    titles = {deck.pk: searchable(deck.title) for deck in decks}
    terms = [
        Term(group, tuple(pk for pk, title in titles.items() if any(phrase.text in title for phrase in group)))
        for group in sought.groups
    ]
    matches = card_index().matches
    scores = matches(terms, sought.without, list(titles), most)
    if len(scores) == most and sought.groups:
        scores |= matches(terms, sought.without, list(titles), most, in_question=True)
    return scores


def _meant(sought: Sought, decks: list[Deck]) -> dict[str, str]:
    """The words that no card of these decks has, and the nearest that one of them has: nobody else's is ever told."""
    pks = [deck.pk for deck in decks]
    index, meant = card_index(), {}
    words = dict.fromkeys(word for phrase in sought.phrases for word in WORD.findall(phrase.text))
    for word in [word for word in words if pks and most_mistakes(word)][: settings.SEARCH_GUESSES]:
        if index.matches([Term((Phrase(word, goes_on=True),))], (), pks, 1):
            continue
        similar = index.similar_words(word, pks, settings.SEARCH_VOCABULARY, mistakes=most_mistakes(word))
        for other in nearest(word, similar)[: settings.SEARCH_GUESSES]:
            if index.matches([Term((Phrase(other),))], (), pks, 1):
                meant[word] = other
                break
    return meant


def with_text(cards: QuerySet[Card], text: str, otherwise: Q | None = None) -> QuerySet[Card]:
    """The cards that hold this searchable text letter by letter, or that fit `otherwise`: a tag, or signs.

    By its place and not by LIKE, which compares all of a long word at every letter of a long card.
    """
    found = f"found_{len(cards.query.annotations)}"
    there = Q(**{f"{found}__gt": 0})
    return cards.alias(**{found: StrIndex("search", Value(text))}).filter(there | otherwise if otherwise else there)
