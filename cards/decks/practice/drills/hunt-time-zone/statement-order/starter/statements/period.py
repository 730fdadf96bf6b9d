"""Which entries belong to a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from statements.entry import Entry


@dataclass(frozen=True)
class Month:
    """A month on the customer's clock, from its first moment to before the first of the next."""

    year: int
    month: int
    offset_minutes: int = 0

    @property
    def first(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=timezone(timedelta(minutes=self.offset_minutes)))

    @property
    def end(self) -> datetime:
        if self.month == 12:
            return self.first.replace(year=self.year + 1, month=1)
        return self.first.replace(month=self.month + 1)

    def before(self, entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry.moment < self.first]

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if self.first <= entry.moment < self.end]
