"""Statements of accounts from the table txn."""

import sqlite3
from typing import Any

Row = tuple[int, int, int]
"""created, id, amount"""

SMALLEST_PAGE, LARGEST_PAGE = 1, 100
SECONDS_A_DAY = 86_400


def page(
    db: sqlite3.Connection, account: str, after: tuple[int, int] | None = None, limit: int = 10
) -> tuple[list[Row], bool]:
    if not SMALLEST_PAGE <= limit <= LARGEST_PAGE:
        raise ValueError(f"a page has {SMALLEST_PAGE} to {LARGEST_PAGE} rows, not {limit}")
    behind, parameters = "", [account]
    if after is not None:
        behind = "AND (created, id) < (?, ?)"
        parameters += after
    rows = db.execute(
        f"""
        SELECT created, id, amount FROM txn
        WHERE account = ? {behind}
        ORDER BY created DESC, id DESC
        LIMIT ?
        """,
        [*parameters, limit + 1],
    ).fetchall()
    return rows[:limit], len(rows) > limit


def statement(db: sqlite3.Connection, account: str, since: int = 0) -> list[tuple[int, int, int, int]]:
    return db.execute(
        """
        SELECT created, id, amount, balance
        FROM (
            SELECT created, id, amount,
                SUM(amount) OVER (ORDER BY created, id ROWS UNBOUNDED PRECEDING) AS balance
            FROM txn
            WHERE account = ?
        )
        WHERE created >= ?
        ORDER BY created, id
        """,
        (account, since),
    ).fetchall()


def create_index(db: sqlite3.Connection) -> None:
    db.execute("CREATE INDEX IF NOT EXISTS txn_by_account ON txn (account)")


def daily(db: sqlite3.Connection, account: str, first: int, last: int) -> list[tuple[int, int, int]]:
    parameters: dict[str, Any] = {"account": account, "first": first, "last": last, "seconds": SECONDS_A_DAY}
    return db.execute(
        """
        WITH RECURSIVE
            days (day) AS (
                SELECT :first WHERE :first <= :last
                UNION ALL
                SELECT day + 1 FROM days WHERE day < :last
            ),
            sums (day, amount) AS (
                SELECT created / :seconds, SUM(amount) FROM txn
                WHERE account = :account AND created < (:last + 1) * :seconds
                GROUP BY 1
            )
        SELECT day, COALESCE(amount, 0),
            (SELECT COALESCE(SUM(amount), 0) FROM sums AS earlier WHERE earlier.day < :first)
            + SUM(COALESCE(amount, 0)) OVER (ORDER BY day ROWS UNBOUNDED PRECEDING)
        FROM days LEFT JOIN sums USING (day)
        ORDER BY day
        """,
        parameters,
    ).fetchall()
