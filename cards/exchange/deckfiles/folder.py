"""A folder of decks, read: what loading needs and the linter begins with."""

from collections.abc import Iterator
from pathlib import Path

from cards.exchange.deckfiles.deckfile import scan_deck
from cards.exchange.deckfiles.problems import Problem
from cards.exchange.drafts import CardDraft, DeckDraft


def read_decks(folder: Path) -> tuple[list[DeckDraft], list[Problem]]:
    """The decks in this folder, one folder each, and what could not be read of them."""
    decks: list[DeckDraft] = []
    problems: list[Problem] = []
    for path in sorted(path for path in folder.iterdir() if path.is_dir()):
        deck, found = scan_deck(path)
        problems += found
        decks += [deck] if deck else []
    if not decks and not problems:
        problems.append(Problem(str(folder), 1, "no decks here; expected <slug>/deck.md"))
    return decks, problems


def duplicates(decks: list[DeckDraft]) -> Iterator[Problem]:
    """Ids that stand twice: the one mistake across files that no loading survives."""
    first: dict[str, CardDraft] = {}
    topics: dict[str, str] = {}
    for deck in decks:
        for topic in deck.topics:
            if topics.setdefault(topic.slug, topic.file) != topic.file:
                yield Problem(topic.file, 2, f"there is a topic “{topic.slug}” in {topics[topic.slug]} already")
        for card in deck.cards:
            other = first.setdefault(card.key, card)
            if other is not card:
                message = (
                    f"the id “{card.key}” stands at {other.file}:{other.line} already; ids are unique in all decks"
                )
                yield Problem(card.file, card.line, message)
