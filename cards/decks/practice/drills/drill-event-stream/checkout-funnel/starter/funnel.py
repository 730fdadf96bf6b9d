"""How far visits come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    id: str
    session: str
    step: str
    at: float


@dataclass(frozen=True)
class Step:
    name: str
    reached: int
    abandoned: int
    rate: float | None


def funnel(events: Iterable[Event], steps: Sequence[str]) -> list[Step]:
    raise NotImplementedError
