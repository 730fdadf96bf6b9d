"""The index in SQLite: an FTS5 table with a text of its own, which triggers on cards_card write (sqlite.org/fts5.html).

It keeps its own copy of the text, so that a row is taken out by its number alone. A table that reads the cards' instead
has to be told word for word what was there, and is damaged by one wrong word.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from cards.models.card_index.term import Term
from cards.searching import Phrase

MERGED_PAGES = 64  # at a time: some ten milliseconds
# A deck is "prepdeck17", which no text says: a mere "17" is in cards of others by the thousand, each to be passed over.
DECK = "prepdeck"
_TABLE = (
    "CREATE VIRTUAL TABLE cards_search USING fts5("
    "deck, title, search, tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3')"
)
_WORDS = "CREATE VIRTUAL TABLE cards_search_words USING fts5vocab(cards_search, 'row')"
_ADD = (
    "INSERT INTO cards_search (rowid, deck, title, search)"
    f" SELECT new.id, '{DECK}' || new.deck_id, new.title, new.search"
)
_DROP = "DELETE FROM cards_search WHERE rowid = old.id"
MADE = {
    "cards_search": _TABLE,
    "cards_search_words": _WORDS,
    "cards_search_insert": (
        f"CREATE TRIGGER cards_search_insert AFTER INSERT ON cards_card WHEN new.status = 'active' BEGIN {_ADD}; END"
    ),
    "cards_search_delete": f"CREATE TRIGGER cards_search_delete AFTER DELETE ON cards_card BEGIN {_DROP}; END",
    "cards_search_update": (
        "CREATE TRIGGER cards_search_update AFTER UPDATE OF id, deck_id, title, search, status ON cards_card"
        " WHEN (old.id, old.deck_id, old.title, old.search, old.status)"
        " IS NOT (new.id, new.deck_id, new.title, new.search, new.status)"
        f" BEGIN {_DROP}; {_ADD} WHERE new.status = 'active'; END"
    ),
}
_FILL = f"""INSERT INTO cards_search (rowid, deck, title, search)
    SELECT id, '{DECK}' || deck_id, title, search FROM cards_card WHERE status = 'active'"""  # noqa: S608
# Okapi BM25 (https://en.wikipedia.org/wiki/Okapi_BM25) as this learner's cards need it: how often a word begins in the
# question, which counts eight times, and in all of the text, which counts less the longer that is. FTS5's own bm25()
# also asks how rare a word is among everybody's cards, and walks through all that have it. So that "for" and "update"
# do not outweigh "for update skip locked", all words in a row count most.
_MATCHES = """SELECT id, {score} FROM (
    SELECT rowid AS id, ' ' || replace(substr(search, 1, {read:d}), char(10), ' ') AS text,
        ' ' || substr(search, 1, instr(search || char(10), char(10)) - 1) AS question
    FROM cards_search WHERE cards_search MATCH %s ORDER BY rowid DESC LIMIT {most:d})"""
_TIMES = "(length({text}) - length(replace({text}, %s, ''))) / {letters:d}"
_SCORE = "- {weight} * (8.0 * {asked} / ({asked} + 1) + 1.0 * {said} / ({said} + 0.3 + length(text) / 1000.0))"
IN_A_ROW = 30
READ_FOR_A_SCORE = 8_000  # characters of a text; the rest of a long one is only looked up
_SIMILAR = (
    "SELECT term FROM cards_search_words WHERE term >= %s AND term < %s AND length(term) BETWEEN %s AND %s"
    " LIMIT {most:d}"
)
_DRIFTED = f"""SELECT c.id FROM cards_card c LEFT JOIN cards_search s ON s.rowid = c.id WHERE c.status = 'active'
        AND (s.deck, s.title, s.search) IS NOT ('{DECK}' || c.deck_id, c.title, c.search)
    UNION ALL SELECT s.rowid FROM cards_search s LEFT JOIN cards_card c ON c.id = s.rowid AND c.status = 'active'
        WHERE c.id IS NULL"""  # noqa: S608


def install() -> bool:
    """SQLite forgets a table's triggers where Django makes the table anew to change it: all is looked at each time."""
    with connection.cursor() as cursor:
        if not _missing(cursor):
            return False
    rebuild()
    return True


def _missing(cursor: Any) -> list[str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'cards_search%'")
    there = dict(cursor.fetchall())
    missing = [name for name, sql in MADE.items() if there.get(name) != sql]
    if not missing:
        cursor.execute("SELECT 1 FROM cards_search_config WHERE k = 'secure-delete'")
        missing = ["cards_search"] if cursor.fetchone() else []  # it was made when deleting still cost too much
    return missing


def rebuild() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name in reversed(MADE):
            kind = "TRIGGER" if name.rpartition("_")[2] in {"insert", "update", "delete"} else "TABLE"
            cursor.execute(f"DROP {kind} IF EXISTS {name}")
        for sql in MADE.values():
            cursor.execute(sql)
        cursor.execute(_FILL)


def forget() -> None:
    """Merge the index into one piece: with the others go the words of rows that were taken out.

    Step by step, with as long for others to write in between. FTS5's own `secure-delete` is no way: it takes a tenth of
    a millisecond a word, half a second for a long card, and minutes for all of a learner's with the database locked.
    """
    with connection.cursor() as cursor:
        pages, is_merging = -MERGED_PAGES, True
        while is_merging:
            changes, began = connection.connection.total_changes, time.monotonic()
            cursor.execute("INSERT INTO cards_search (cards_search, rank) VALUES ('merge', %s)", [pages])
            is_merging = pages < 0 or connection.connection.total_changes - changes > 1
            pages = MERGED_PAGES
            time.sleep(time.monotonic() - began)


def matches(
    terms: Sequence[Term],
    without: Sequence[Phrase],
    decks: Iterable[int],
    most: int,
    *,
    in_question: bool = False,
) -> dict[int, float]:
    columns = "title" if in_question else "title search"
    wanted = [_any_of([*(_phrase(phrase, columns) for phrase in term.phrases), *_decks(term.decks)]) for term in terms]
    expression = " AND ".join([_any_of(_decks(decks)), *wanted])
    if without:
        expression = f"({expression}) NOT {_any_of(_phrase(phrase, 'title search') for phrase in without)}"
    words = {f" {phrase.text}": 1 for term in terms for phrase in term.phrases}
    if len(words) > 1:
        words["".join(words)] = IN_A_ROW
    score = "0.0" + "".join(_score(word, weight) for word, weight in words.items())
    values = [word for word in words for _ in range(4)]
    with connection.cursor() as cursor:
        cursor.execute(_MATCHES.format(score=score, most=most, read=READ_FOR_A_SCORE), [*values, expression])
        return dict(cursor.fetchall())


def _score(word: str, weight: int) -> str:
    asked, said = (_TIMES.format(text=text, letters=len(word)) for text in ("question", "text"))
    return _SCORE.format(asked=f"({asked})", said=f"({said})", weight=weight)


def _phrase(phrase: Phrase, columns: str) -> str:
    """A string, which FTS5 cuts into words as it does a card's: no sign in it is an operator."""
    text = phrase.text.replace('"', " ")
    return f'{{{columns}}} : "{text}"{" *" if phrase.goes_on else ""}'


def _decks(decks: Iterable[int]) -> list[str]:
    words = " OR ".join(f'"{DECK}{deck:d}"' for deck in decks)
    return [f"deck : ({words})"] if words else []


def _any_of(expressions: Iterable[str]) -> str:
    return f"({' OR '.join(expressions)})"


def similar_words(word: str, decks: Iterable[int], most: int, *, mistakes: int) -> list[str]:
    """Those that begin with its first letter or, if that is the mistake, with its second; the caller asks the decks."""
    with connection.cursor() as cursor:
        found = []
        for letter in dict.fromkeys(word[:2]):
            bounds = (letter, chr(ord(letter) + 1), len(word) - mistakes, len(word) + mistakes)
            cursor.execute(_SIMILAR.format(most=most), bounds)
            found += [term for (term,) in cursor.fetchall()]
        return found


def flaws() -> list[str]:
    with connection.cursor() as cursor:
        if missing := _missing(cursor):
            return [f"the search index lacks {', '.join(missing)}"]
        cursor.execute('PRAGMA integrity_check("cards_search")')
        if said := [said for (said,) in cursor.fetchall() if said != "ok"]:
            return said
        cursor.execute(_DRIFTED)
        return [f"the search index does not have card {card} as it is" for (card,) in cursor.fetchall()]
