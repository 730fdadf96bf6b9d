"""The monthly run."""

import sqlite3
from billing.invoices import make_invoice
from billing.months import Month
from billing.prices import PriceList
from billing.usage import usage_of


def run_month(database: sqlite3.Connection, month: str, prices: PriceList | None = None) -> int:
    """How many invoices were made. Those that exist stay as they are, so a run can be repeated."""
    billed = Month.parse(month)
    prices = prices or PriceList()
    with database:
        return sum(make_invoice(database, billed, usage, prices.total(usage)) for usage in usage_of(database, billed))
