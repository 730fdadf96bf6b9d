"""A month as two days."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Month:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        first = date.fromisoformat(f"{text}-01")
        return cls(first.year, first.month)

    @property
    def first(self) -> str:
        return date(self.year, self.month, 1).isoformat()

    @property
    def end(self) -> str:
        """The first day of the next month: days of this one are before it."""
        next_month = (self.year + 1, 1) if self.month == 12 else (self.year, self.month + 1)
        return date(*next_month, 1).isoformat()

    def __str__(self) -> str:
        return self.first[:7]
