"""The full-text index of cards, which the database itself keeps right: FTS5 in SQLite, a tsvector in PostgreSQL.

Only active cards are in it, each with its deck as one more word: a learner's cards are found by the words of their
decks, so that what others wrote costs no time and cannot be met. Both modules have the same functions:

    install()                            make what of it is missing; True if anything was
    matches(terms, without, decks, most) {card: score}, the lower the better
    similar_words(word, decks, most)     words of the index that may be meant by a misspelt one, in no order
    flaws()                              what of it disagrees with the cards, a sentence each
    rebuild()                            all of it anew
"""

from types import ModuleType

from django.db import connection

from cards.models.card_index import postgresql, sqlite
from cards.models.card_index.term import Term


def card_index() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


__all__ = ["Term", "card_index"]
