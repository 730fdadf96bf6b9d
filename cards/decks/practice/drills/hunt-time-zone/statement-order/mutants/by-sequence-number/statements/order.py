"""The order in which entries happened."""

from collections.abc import Iterable
from statements.entry import Entry


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By time, and entries of the same time by sequence number."""
    return sorted(entries, key=lambda entry: entry.sequence)
