"""Text to tokens."""

from collections.abc import Iterator
from dataclasses import dataclass
from tinyjson.errors import JsonError

PUNCTUATION = "{}[]:,"
SPACE = " \t\r\n"
WORDS = ("true", "false", "null")
OF_A_NUMBER = "+-.0123456789eE"


@dataclass(frozen=True)
class Token:
    kind: str
    """`text`, `number`, `word`, `end`, or the punctuation itself."""
    content: str
    position: int


def tokens(source: str) -> Iterator[Token]:
    position = 0
    while position < len(source):
        character = source[position]
        if character in SPACE:
            position += 1
            continue
        if character in PUNCTUATION:
            token = Token(character, character, position)
        elif character == '"':
            token = Token("text", source[position + 1 : _end_of_text(source, position)], position)
        elif character in OF_A_NUMBER:
            token = Token("number", _run_of(source, position, OF_A_NUMBER), position)
        else:
            token = Token("word", _word(source, position), position)
        yield token
        position += len(token.content) + (2 if token.kind == "text" else 0)
    yield Token("end", "", position)


def _end_of_text(source: str, start: int) -> int:
    """The position of the quote that ends the text which begins here."""
    position = start + 1
    while position < len(source):
        if source[position] == '"':
            return position
        position += 2 if source[position] == "\\" else 1  # an escape is stepped over as a whole
    return position


def _run_of(source: str, start: int, characters: str) -> str:
    end = start
    while end < len(source) and source[end] in characters:
        end += 1
    return source[start:end]


def _word(source: str, start: int) -> str:
    for word in WORDS:
        if source.startswith(word, start):
            return word
    raise JsonError(source, start, f"unexpected {source[start]!r}")
