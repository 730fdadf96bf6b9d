"""Sends recorded requests again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from lib.fake_http import Response


@dataclass
class Sent:
    line: int
    status: int | None
    copies: int = 1


@dataclass
class Replay:
    sent: list[Sent] = field(default_factory=list)
    malformed: list[int] = field(default_factory=list)


def replay(lines: Iterable[str], send: Callable[..., Response]) -> Replay:
    raise NotImplementedError
