"""Brings the orders of a fulfilment service in line with ours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from lib.fake_http import Response


class ApiError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the API answered {status}")
        self.status = status


@dataclass(frozen=True)
class Order:
    id: str
    cents: int


@dataclass
class Report:
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    failed: dict[str, int | None] = field(default_factory=dict)


def sync(local: Sequence[Order], send: Callable[..., Response]) -> Report:
    raise NotImplementedError
