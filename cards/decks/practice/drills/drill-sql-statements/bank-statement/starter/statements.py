"""Statements of accounts from the table txn."""

import sqlite3

Row = tuple[int, int, int]
"""created, id, amount"""


def page(
    db: sqlite3.Connection, account: str, after: tuple[int, int] | None = None, limit: int = 10
) -> tuple[list[Row], bool]:
    raise NotImplementedError
