from typing import NamedTuple

from cards.searching import Phrase


class Term(NamedTuple):
    """One of the phrases, or all cards of one of these decks."""

    phrases: tuple[Phrase, ...]
    decks: tuple[int, ...] = ()
