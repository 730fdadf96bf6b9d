"""Figures from an access log."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Endpoint:
    count: int
    p95: int
    errors: int


@dataclass
class Report:
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    malformed: int = 0


def percentile(values: Iterable[int], p: int) -> int | None:
    raise NotImplementedError
