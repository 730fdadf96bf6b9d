"""Folders of deck files for tests."""

from functools import cache
from pathlib import Path

from cards.exchange.deckfiles.deckfile import scan_deck
from cards.exchange.deckfiles.folder import read_decks
from cards.exchange.drafts import DeckDraft
from cards.operations.builtin_decks import DECKS


def write_files(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def read_deck(folder: Path) -> DeckDraft:
    """A deck in which nothing is wrong."""
    deck, problems = scan_deck(folder)
    assert problems == []
    assert deck
    return deck


@cache
def builtin_decks() -> tuple[DeckDraft, ...]:
    """The built-in decks as their files are, read once for all tests."""
    return tuple(read_decks(DECKS)[0])
