"""Django's SQLite backend, able to run on pysqlite3's connections as well as on the standard library's."""

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.base import Database

from prep import LIMIT_CATEGORIES

# What Django asks a connection for and pysqlite3 can't say. These are SQLite's own defaults
# (https://sqlite.org/limits.html), which its build does not change.
LIMITS = {
    LIMIT_CATEGORIES["SQLITE_LIMIT_VARIABLE_NUMBER"]: 32_766,
    LIMIT_CATEGORIES["SQLITE_LIMIT_COLUMN"]: 2_000,
}


class LimitedConnection(Database.Connection):
    def getlimit(self, category: int) -> int:
        return LIMITS[category]


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if not hasattr(Database.Connection, "getlimit"):
            params["factory"] = LimitedConnection
        return params
