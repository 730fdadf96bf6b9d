"""Write expired records to the archive, without what identifies a person."""

import hashlib
import json
from privacy.pages import STANDARD_BATCH, by_offset
from privacy.records import Record, RecordTable


def archive(table: RecordTable, before: int, batch: int = STANDARD_BATCH) -> list[str]:
    """A line of JSON for each expired record."""
    return [_line(record) for page in by_offset(table, before, batch) for record in page]


def _line(record: Record) -> str:
    pseudonym = hashlib.sha256(record.email.encode()).hexdigest()[:12]
    return json.dumps({"id": record.id, "who": pseudonym, "last_seen": record.last_seen})
