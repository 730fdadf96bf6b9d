"""An entry of an account."""

from dataclasses import dataclass
from datetime import UTC, datetime


class BadTime(ValueError):
    pass


@dataclass(frozen=True)
class Entry:
    sequence: int
    booked_at: str
    """As its branch wrote it: local time with offset. It is shown, and kept for the auditors."""
    amount: int
    text: str

    def __post_init__(self) -> None:
        if self.moment.tzinfo is None:
            raise BadTime(f"entry {self.sequence}: {self.booked_at} has no offset")

    @property
    def moment(self) -> datetime:
        try:
            time = datetime.fromisoformat(self.booked_at)
        except ValueError as error:
            raise BadTime(f"entry {self.sequence}: {self.booked_at} is no time") from error
        return time if time.tzinfo is None else time.astimezone(UTC)
