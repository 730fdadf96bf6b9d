"""What a check of the data finds, and how it looks: in pieces, and twice at what disagreed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import DatabaseError, models

CARDS_AT_ONCE = 500
# What a row that nobody foresaw can raise. Nothing stored may keep the rest from being checked.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, DatabaseError)


@dataclass(frozen=True)
class Finding:
    """One disagreement. `card` and `day` say what to rebuild; `is_cache`: rebuilding it mends it."""

    name: str
    text: str
    is_cache: bool = True
    card: int | None = None
    day: date | None = None

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


def confirmed(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What two looks in a row find: the second one does not find what a write in between explains."""
    first = list(look())
    if not first:
        return []
    again = set(look())
    return [finding for finding in first if finding in again]


def guarded(look: Callable[[], Iterator[Finding]], what: str) -> Iterator[Finding]:
    """The findings, and one more if the look itself fails on what is stored."""
    try:
        yield from look()
    except UNREADABLE as error:
        said = f"{what} cannot be checked: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        yield Finding("unreadable", said, is_cache=False)


def in_pieces(rows: models.QuerySet[Any]) -> Iterator[Any]:
    last = 0
    while piece := list(rows.filter(pk__gt=last).order_by("pk")[:CARDS_AT_ONCE]):
        yield from piece
        last = piece[-1].pk
