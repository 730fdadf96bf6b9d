"""Matches payments with invoices."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Payment:
    id: str
    day: date
    cents: int
    currency: str
    text: str = ""


@dataclass(frozen=True)
class Invoice:
    id: str
    due: date
    cents: int
    currency: str


@dataclass
class Result:
    applied: list[tuple[str, str, int]] = field(default_factory=list)
    """Payment, invoice and cents, in the order in which they were applied."""
    unapplied: dict[str, int] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)


def reconcile(payments: Iterable[Payment], invoices: Iterable[Invoice]) -> Result:
    raise NotImplementedError
