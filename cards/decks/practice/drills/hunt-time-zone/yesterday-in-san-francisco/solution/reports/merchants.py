"""A merchant and the clock on the wall there."""

from dataclasses import dataclass
from datetime import timedelta, timezone

FURTHEST_WEST = -12 * 60
FURTHEST_EAST = 14 * 60


@dataclass(frozen=True)
class Merchant:
    name: str
    email: str
    offset_minutes: int = 0
    """How far the local clock is ahead of UTC; negative west of Greenwich."""
    currency: str = "USD"

    def __post_init__(self) -> None:
        if not FURTHEST_WEST <= self.offset_minutes <= FURTHEST_EAST:
            raise ValueError(f"no place is {self.offset_minutes} minutes from UTC")

    @property
    def clock(self) -> timezone:
        return timezone(timedelta(minutes=self.offset_minutes))
