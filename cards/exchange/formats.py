"""Which files decks and their cards can be written to and read from. A format is one module here and one line."""

from cards.exchange import csvtable, deckfolders
from cards.exchange.format import Format

FORMATS: dict[str, Format] = {
    "csv": Format(csvtable.write),  # one table of all cards, for a spreadsheet or another program
    "folders": Format(deckfolders.write, deckfolders.read),  # a folder for each deck, which prep reads again
}
