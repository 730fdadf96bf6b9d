"""Django's SQLite backend, able to run on pysqlite3's connections as well as on the standard library's.

It also waits for the lock of another writer no longer than prep/patience.py says.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.base import Database

from prep import LIMIT_CATEGORIES, patience

# What Django asks a connection for and pysqlite3 can't say. These are SQLite's own defaults
# (https://sqlite.org/limits.html), which its build does not change.
LIMITS = {
    LIMIT_CATEGORIES["SQLITE_LIMIT_VARIABLE_NUMBER"]: 32_766,
    LIMIT_CATEGORIES["SQLITE_LIMIT_COLUMN"]: 2_000,
}

# Preparing the queue's statement takes three times as long as running it. pysqlite3 keeps 100, and where those are
# taken a new one replaces the newest: two that take turns then push each other out at every call. Our pages have fewer.
PREPARED_STATEMENTS = 500
LONGEST_KEPT = 10_000  # characters of a statement; one that names thousands of rows does not come again


class LimitedConnection(Database.Connection):
    def getlimit(self, category: int) -> int:
        return LIMITS[category]


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        if len(query) > LONGEST_KEPT:
            return super().convert_query(query, param_names=param_names)
        return _converted(query, param_names and tuple(param_names))


@lru_cache(maxsize=PREPARED_STATEMENTS)
def _converted(query: str, names: tuple[str, ...] | None) -> str:
    """In SQLite's own style of parameters. Django's search for them took a twentieth of a grade's time."""
    return base.SQLiteCursorWrapper.convert_query(None, query, param_names=names)


class DatabaseWrapper(base.DatabaseWrapper):
    waits = 0  # milliseconds

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if not hasattr(Database.Connection, "getlimit"):
            params["factory"] = LimitedConnection
        self.waits = patience.milliseconds()
        return params | {"timeout": self.waits / 1000, "cached_statements": PREPARED_STATEMENTS}

    def create_cursor(self, name: str | None = None) -> Cursor:
        return self.connection.cursor(factory=Cursor)

    def wait_at_most(self, milliseconds: int) -> None:
        if self.connection is not None and milliseconds != self.waits:
            self.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
            self.waits = milliseconds

    def _start_transaction_under_autocommit(self) -> None:
        self.wait_at_most(patience.milliseconds())
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError:
            self.wait_at_most(1)  # nothing else that this request tries may wait either
            raise
