"""Entries from the bank's file: a line each, sequence;time;amount;text."""

from collections.abc import Iterable
from statements.entry import Entry


class BadLine(ValueError):
    pass


def read_entries(lines: Iterable[str]) -> list[Entry]:
    """The entries, each sequence number once: the bank repeats lines after an interruption."""
    entries: dict[int, Entry] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        fields = line.strip().split(";", 3)
        if len(fields) != 4:
            raise BadLine(f"line {number}: expected 4 fields, found {len(fields)}")
        sequence, booked_at, amount, text = fields
        try:
            entry = Entry(int(sequence), booked_at, int(amount), text)
        except ValueError as error:
            raise BadLine(f"line {number}: {error}") from error
        entries.setdefault(entry.sequence, entry)
    return list(entries.values())
