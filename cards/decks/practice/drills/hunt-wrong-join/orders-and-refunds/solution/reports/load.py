"""Rows from the shop's export."""

import sqlite3
from collections.abc import Iterable


class BadRow(ValueError):
    pass


def load(database: sqlite3.Connection, lines: Iterable[str]) -> int:
    """How many rows were stored. A line is `customer,<id>,<name>`, `order,<customer>,<cents>` or `refund,…`."""
    count = 0
    with database:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                _store(database, number, line.strip().split(",", 2))
                count += 1
    return count


def _store(database: sqlite3.Connection, number: int, fields: list[str]) -> None:
    if len(fields) != 3:
        raise BadRow(f"line {number}: expected 3 fields, found {len(fields)}")
    kind, first, second = fields
    if kind not in ("customer", "order", "refund"):
        raise BadRow(f"line {number}: unknown kind “{kind}”")
    try:
        if kind == "customer":
            database.execute("INSERT INTO customer (id, name) VALUES (?, ?)", (int(first), second))
        else:
            table = "orders" if kind == "order" else "refund"
            customer = int(first) if first else None
            database.execute(f"INSERT INTO {table} (customer_id, amount) VALUES (?, ?)", (customer, int(second)))
    except (ValueError, sqlite3.IntegrityError) as error:
        raise BadRow(f"line {number}: {error}") from error
