"""Two ways through a long result. Both ask for one batch at a time."""

from collections.abc import Iterator
from privacy.records import Record, RecordTable

STANDARD_BATCH = 10


def by_offset(table: RecordTable, before: int, batch: int = STANDARD_BATCH) -> Iterator[list[Record]]:
    """Batches of expired records, each beginning where the last one ended by count."""
    offset = 0
    while page := table.expired(before, offset=offset, limit=batch):
        yield page
        offset += batch


def by_id(table: RecordTable, before: int, batch: int = STANDARD_BATCH) -> Iterator[list[Record]]:
    """Batches of expired records, each beginning above the last id that was seen."""
    last_id = 0
    while page := table.expired(before, above_id=last_id, limit=batch):
        yield page
        last_id = page[-1].id
