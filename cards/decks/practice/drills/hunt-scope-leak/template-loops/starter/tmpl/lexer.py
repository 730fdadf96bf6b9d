"""Text to tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)


@dataclass(frozen=True)
class Token:
    kind: str
    """`text`, `value` or `block`."""
    content: str
    line: int


def tokens(source: str) -> Iterator[Token]:
    line = 1
    for place, piece in enumerate(TAG.split(source)):
        if place % 2:  # between two texts, which may be empty, stands a tag
            yield Token("value" if piece.startswith("{{") else "block", piece[2:-2].strip(), line)
        elif piece:
            yield Token("text", piece, line)
        line += piece.count("\n")
