"""Running balances."""

from collections.abc import Iterable
from dataclasses import dataclass
from statements.entry import Entry
from statements.order import in_order


@dataclass(frozen=True)
class Row:
    entry: Entry
    balance: int
    """After the entry."""


def running(entries: Iterable[Entry], opening: int = 0) -> list[Row]:
    rows = []
    balance = opening
    for entry in in_order(entries):
        balance += entry.amount
        rows.append(Row(entry, balance))
    return rows
