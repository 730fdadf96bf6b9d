"""The ids of all cards there ever were, one a line in ids.txt beside the decks.

A learner's schedules hang on a card's id. So an id is never renamed or dropped (the card stays, as `status: retired`),
and a new card never gets the id of an old one.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cards.exchange.deckfiles.problems import Problem
from cards.exchange.drafts import CardDraft, DeckDraft

NAME = "ids.txt"


def id_problems(folder: Path, decks: Iterable[DeckDraft]) -> Iterator[Problem]:
    path = folder / NAME
    listed = listed_ids(folder)
    cards: dict[str, CardDraft] = {card.key: card for deck in decks for card in deck.cards}
    for line, key in enumerate(listed, start=1):
        if key not in cards:
            yield Problem(str(path), line, f"no deck has “{key}” any more: ids stay, a card can be `status: retired`")
        if key in listed[: line - 1]:
            yield Problem(str(path), line, f"“{key}” stands there twice")
    for key in cards.keys() - set(listed):
        message = f"{key}: a new id: add it to {path}, or let --fix do it"
        yield Problem(cards[key].file, cards[key].line, message)


def listed_ids(folder: Path) -> list[str]:
    path = folder / NAME
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def add_new_ids(folder: Path, decks: Iterable[DeckDraft]) -> list[Path]:
    """The file, if it had to be written; ids that are listed already stay listed."""
    listed = listed_ids(folder)
    wanted = sorted({*listed, *(card.key for deck in decks for card in deck.cards)})
    if listed == wanted:
        return []
    (folder / NAME).write_text("".join(f"{key}\n" for key in wanted), encoding="utf-8")
    return [folder / NAME]
