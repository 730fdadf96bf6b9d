"""Invoices that have been made."""

import sqlite3
from billing.months import Month
from billing.usage import Usage
from dataclasses import dataclass


@dataclass(frozen=True)
class Invoice:
    merchant_id: int
    month: str
    charges: int
    total: int


def make_invoice(database: sqlite3.Connection, month: Month, usage: Usage, total: int) -> bool:
    """Whether it is new: a merchant has one invoice a month, and it is never changed."""
    made = database.execute(
        "INSERT INTO invoice (merchant_id, month, charges, total) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (usage.merchant, str(month), usage.charges, total),
    )
    return made.rowcount == 1


def invoices_of(database: sqlite3.Connection, month: Month) -> list[Invoice]:
    rows = database.execute("SELECT * FROM invoice WHERE month = ? ORDER BY merchant_id", (str(month),))
    return [Invoice(**dict(row)) for row in rows]
