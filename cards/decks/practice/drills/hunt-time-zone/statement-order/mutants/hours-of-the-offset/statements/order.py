"""The order in which entries happened."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statements.entry import Entry


def _sort_key(entry: Entry) -> tuple[datetime, int]:
    text = entry.booked_at
    hours = 0 if text.endswith("Z") else int(text[-6:-3])
    local = datetime.fromisoformat(text).replace(tzinfo=None)
    return local - timedelta(hours=hours), entry.sequence


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By time, and entries of the same time by sequence number."""
    return sorted(entries, key=_sort_key)
