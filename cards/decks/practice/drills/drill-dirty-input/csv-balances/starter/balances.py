"""Balances from a file of transactions."""

from dataclasses import dataclass, field


@dataclass
class Result:
    balances: dict[str, int] = field(default_factory=dict)
    errors: list[tuple[int, str]] = field(default_factory=list)


def load(text: str) -> Result:
    raise NotImplementedError
