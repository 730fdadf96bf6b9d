"""Cards as a table: UTF-8 with a mark at its start, by which spreadsheets know it; commas, and CR LF (RFC 4180)."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from cards.exchange.drafts import CardDraft
from cards.exchange.format import Deck, Piece
from cards.kinds import KINDS

PATH = "cards.csv"
COLUMNS = ("deck", "kind", "front", "back", "more", "tags", "stage", "minutes", "id")
BYTE_ORDER_MARK = "\ufeff"
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(decks: Iterable[Deck]) -> Iterator[Piece]:
    yield PATH, BYTE_ORDER_MARK + _line(COLUMNS)
    for deck in decks:
        for card in deck.cards:
            yield PATH, _line(_row(deck.draft.title, card))


def _row(deck: str, card: CardDraft) -> tuple[str, ...]:
    """`front` and `back` are what is asked and answered, `more` every other section under its heading."""
    kind = KINDS[card.kind]
    front, back = kind.gives(card.content)
    told, more = [front, back], []
    for section in kind.sections:
        text = section.written_of(card.content)
        if text in told:
            told.remove(text)
        elif text:
            more.append(f"### {section.heading}\n{text}")
    tags, stages = ", ".join(card.tags), ", ".join(card.stage)
    return (deck, card.kind, front, back, "\n\n".join(more), tags, stages, f"{card.minutes:g}", card.key)


def _line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def harmless(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula, wherever the text came from (OWASP, CSV
    injection). Whoever reads the table again takes one away: what began with an apostrophe gets a second.
    """
    return f"'{cell}" if cell.startswith(("'", *FORMULAS)) else cell
