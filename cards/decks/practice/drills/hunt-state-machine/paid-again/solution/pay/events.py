"""An event, from JSON."""

from dataclasses import dataclass
from pay.statuses import FOLLOWED_BY
from typing import Any


class BadEvent(ValueError):
    pass


@dataclass(frozen=True)
class Event:
    payment: str
    sequence: int
    status: str

    def __post_init__(self) -> None:
        if self.status not in FOLLOWED_BY:
            raise BadEvent(f"unknown status: {self.status}")
        if self.sequence < 1:
            raise BadEvent("sequences begin with 1")

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> "Event":
        try:
            payment, sequence, status = str(body["payment"]), int(body["sequence"]), str(body["status"])
        except (KeyError, TypeError, ValueError) as error:
            raise BadEvent(f"not an event: {body}") from error
        return cls(payment, sequence, status)
