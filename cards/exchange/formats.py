"""Which files decks and their cards are written to. A format is one module here and one line."""

from cards.exchange import csvtable, deckfolders
from cards.exchange.format import Format

FORMATS: dict[str, Format] = {
    "csv": csvtable.write,  # one table of all cards, for a spreadsheet or another program
    "folders": deckfolders.write,  # a folder for each deck, as load_decks and lint_decks read them
}
