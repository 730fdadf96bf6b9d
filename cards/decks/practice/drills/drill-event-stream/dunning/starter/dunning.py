"""When to try failed payments again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    id: str
    day: int
    invoice: str
    type: str
    seq: int = 0


@dataclass(frozen=True, order=True)
class Action:
    day: int
    invoice: str
    kind: str


def plan(events: Iterable[Event], horizon: int, offsets: Sequence[int] = (1, 3, 5, 7)) -> list[Action]:
    raise NotImplementedError
