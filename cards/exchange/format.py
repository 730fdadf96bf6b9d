"""What a format does: decks with their cards to the texts of files, and perhaps back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cards.exchange.deckfiles.problems import Problem
from cards.exchange.drafts import CardDraft, DeckDraft


class Deck(NamedTuple):
    """A deck without its topics, and its cards one after the other: all of them at once may be 24 MiB of text."""

    draft: DeckDraft
    cards: Iterable[CardDraft]


Piece = tuple[str, str]
"""The path of a file, and some of its text. The pieces of a file follow each other."""


@dataclass(frozen=True)
class Format:
    write: Callable[[Iterable[Deck]], Iterator[Piece]]
    read: Callable[[Path], tuple[list[DeckDraft], list[Problem]]] | None = None
    """The decks below a folder or in a file, and what could not be read of them. None: nobody reads it yet."""
