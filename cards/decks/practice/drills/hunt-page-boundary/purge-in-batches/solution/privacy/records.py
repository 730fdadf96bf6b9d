"""The table of records."""

from collections.abc import Iterable
from dataclasses import dataclass


class TooManyRows(Exception):
    """A query asked for more rows than the database may give out at once."""


@dataclass(frozen=True)
class Record:
    id: int
    email: str
    last_seen: int
    on_hold: bool = False


class RecordTable:
    def __init__(self, records: Iterable[Record] = (), most_rows: int = 100) -> None:
        self._records = {record.id: record for record in records}
        self._most_rows = most_rows
        self.queries = 0

    def expired(self, before: int, *, offset: int = 0, above_id: int = 0, limit: int) -> list[Record]:
        """Records last seen before this time, by id: after the first `offset`, and with a higher id than `above_id`."""
        self.queries += 1
        if limit > self._most_rows:
            raise TooManyRows(f"{limit} rows asked for, {self._most_rows} allowed")
        found = [
            self._records[number]
            for number in sorted(self._records)
            if number > above_id and self._records[number].last_seen < before
        ]
        return found[offset : offset + limit]

    def delete(self, numbers: Iterable[int]) -> int:
        """How many there were to delete."""
        present = [number for number in numbers if number in self._records]
        for number in present:
            del self._records[number]
        return len(present)

    def ids(self) -> list[int]:
        return sorted(self._records)
