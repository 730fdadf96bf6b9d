"""Folders of deck files for tests."""

from pathlib import Path

from cards.exchange.deckfiles.deckfile import scan_deck
from cards.exchange.drafts import DeckDraft


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
