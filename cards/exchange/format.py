"""What a format does: decks with their cards to the texts of files."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from cards.exchange.drafts import CardDraft, DeckDraft


class Deck(NamedTuple):
    """A deck without its topics, and its cards one after the other: all of them at once may be 24 MiB of text."""

    draft: DeckDraft
    cards: Iterable[CardDraft]


Piece = tuple[str, str]
"""The path of a file, and some of its text. The pieces of a file follow each other."""

Format = Callable[[Iterable[Deck]], Iterator[Piece]]
