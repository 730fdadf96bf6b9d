"""Successful charges of each merchant in a month."""

import sqlite3
from billing.months import Month
from dataclasses import dataclass

QUERY = """
SELECT
    merchant.id AS merchant,
    merchant.name,
    COUNT(charge.id) AS charges,
    COALESCE(SUM(charge.amount), 0) AS volume
FROM merchant
LEFT JOIN charge
    ON charge.merchant_id = merchant.id
    AND charge.status = 'succeeded'
    AND charge.day >= :first
    AND charge.day < :end
WHERE merchant.joined < :end
    AND (merchant.left_on IS NULL OR merchant.left_on >= :first)
GROUP BY merchant.id, merchant.name
ORDER BY merchant.id
"""


@dataclass(frozen=True)
class Usage:
    merchant: int
    name: str
    charges: int
    volume: int


def usage_of(database: sqlite3.Connection, month: Month) -> list[Usage]:
    """Everybody who is to get an invoice, with what there is to charge for."""
    rows = database.execute(QUERY, {"first": month.first, "end": month.end})
    return [Usage(**dict(row)) for row in rows]
