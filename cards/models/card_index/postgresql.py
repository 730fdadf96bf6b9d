"""The index in PostgreSQL: a generated column of cards_card, which no write can leave behind, and a GIN index on it.

No row of it can drift: what is looked at is whether it is there. A vector of another making needs another name, so
that a database with the old one is told apart.
"""

from collections.abc import Iterable, Sequence
from string import punctuation

from django.db import DatabaseError, connection, transaction

from cards.models.card_index.term import Term
from cards.searching import Phrase

# PostgreSQL's parser takes "django.db.models" for a host and "a/b" for a file, each one word: signs become spaces.
BLANK = str.maketrans(punctuation, " " * len(punctuation))
_SIGNS = f"'{punctuation.replace(chr(39), chr(39) * 2)}', '{' ' * len(punctuation)}'"


def _words_of(text: str) -> str:
    return f"to_tsvector('simple'::regconfig, translate({text}, {_SIGNS}))"


# The first line is what the card asks. A deck is "/17": no word of a text has a sign.
_VECTOR = f"""CASE WHEN status = 'active' THEN array_to_tsvector(ARRAY['/' || deck_id::text])
    || setweight({_words_of("split_part(search, chr(10), 1)")}, 'A')
    || {_words_of("substr(search, length(split_part(search, chr(10), 1)) + 1)")} END"""
_COLUMN = f"ALTER TABLE cards_card ADD COLUMN search_vector tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED"
_INDEX = "CREATE INDEX cards_search ON cards_card USING gin (search_vector)"
_WORDS = "to_tsquery('simple'::regconfig, %s)"
_MATCHES = """SELECT id, -ts_rank('{{0.1, 0.2, 0.4, 1.0}}', search_vector, {words}, 1) FROM cards_card
    WHERE search_vector @@ ({expression}) LIMIT {most:d}"""
# The newest so many cards lend their words.
WORDS_FROM = 3_000
_VOCABULARY = """ts_stat('SELECT search_vector FROM cards_card WHERE deck_id IN ({decks}) AND status = ''active''
    ORDER BY id DESC LIMIT {cards:d}') WHERE length(word) BETWEEN %s AND %s"""
_SIMILAR = "SELECT word FROM {vocabulary} ORDER BY similarity(word, %s) DESC LIMIT {most:d}"
_SAME_LETTER = "SELECT word FROM {vocabulary} AND left(word, 1) IN (%s, %s) LIMIT {most:d}"


def install() -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        is_missing = bool(flaws())
        if is_missing:
            cursor.execute("SET LOCAL statement_timeout = 0")  # the table is written anew
            cursor.execute("ALTER TABLE cards_card DROP COLUMN IF EXISTS search_vector")
            cursor.execute(_COLUMN)
            cursor.execute(_INDEX)
    _add_trigrams()
    return is_missing


def rebuild() -> None:
    """What is there cannot be wrong: only what is missing has to be made."""
    install()


def forget() -> None:
    """Nothing to do: what is deleted stays until VACUUM, as with every row of PostgreSQL's."""


def has_trigrams() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def _add_trigrams() -> None:
    """Whoever owns the database may add it; another role may not, and searches without: docs/operations.md."""
    if has_trigrams():
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
    except DatabaseError:  # the system check cards.W003 says so
        return


def matches(
    terms: Sequence[Term],
    without: Sequence[Phrase],
    decks: Iterable[int],
    most: int,
    *,
    in_question: bool = False,
) -> dict[int, float]:
    weight = "A" if in_question else ""
    wanted = [" | ".join(_phrase(phrase, weight) for phrase in term.phrases) for term in terms]
    expression, values = ["%s::tsquery"], [_decks(decks)]
    for term, words in zip(terms, wanted, strict=True):
        expression.append(f"({_WORDS} || %s::tsquery)" if term.decks else _WORDS)
        values += [words, _decks(term.decks)] if term.decks else [words]
    for phrase in without:
        expression.append(f"!!{_WORDS}")
        values.append(_phrase(phrase))
    statement = _MATCHES.format(words=_WORDS, expression=" && ".join(expression), most=most)
    with connection.cursor() as cursor:
        cursor.execute(statement, [" & ".join(f"({words})" for words in wanted), *values])
        return dict(cursor.fetchall())


def _phrase(phrase: Phrase, weight: str = "") -> str:
    """Quoted, without a sign: the parser cuts it into words, as it does a card's."""
    marks = ("*" if phrase.goes_on else "") + weight
    return f"'{phrase.text.translate(BLANK)}'{':' if marks else ''}{marks}"


def _decks(decks: Iterable[int]) -> str:
    return " | ".join(f"'/{deck:d}'" for deck in decks)


def similar_words(word: str, decks: Iterable[int], most: int, *, mistakes: int) -> list[str]:
    """Those of these decks that share trigrams with it; without the extension, those that begin like it."""
    numbers = ", ".join(f"{deck:d}" for deck in decks)
    vocabulary = _VOCABULARY.format(decks=numbers, cards=WORDS_FROM)
    bounds = [len(word) - mistakes, len(word) + mistakes]
    with connection.cursor() as cursor:
        if has_trigrams():
            cursor.execute(_SIMILAR.format(vocabulary=vocabulary, most=min(most, 100)), [*bounds, word])
        else:
            cursor.execute(_SAME_LETTER.format(vocabulary=vocabulary, most=most), [*bounds, *word[:2]])
        return [found for (found,) in cursor.fetchall()]


def flaws() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
            " WHERE i.indexrelid = to_regclass('cards_search') AND i.indisvalid AND a.attname = 'search_vector'"
            " AND a.attgenerated = 's'"
        )
        return [] if cursor.fetchone() else ["the search index is not there"]
