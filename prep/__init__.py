"""The Django project of prep.

Several processes write to one SQLite file here, and SQLite 3.7.0-3.51.2 can lose a commit when two connections
checkpoint and reset the write-ahead log at once (https://sqlite.org/wal.html#walreset). Where Python was built against
such a version, the newer library that the package pysqlite3 carries takes its place before Django imports it.
"""

import sqlite3
import sys

LAST_UNSAFE_SQLITE = (3, 51, 2)
# Constants of sqlite3.h that Django reads and pysqlite3 leaves out; prep/sqlite answers for them.
LIMIT_CATEGORIES = {"SQLITE_LIMIT_COLUMN": 2, "SQLITE_LIMIT_VARIABLE_NUMBER": 9}


def use_safe_sqlite() -> None:
    """Let `import sqlite3` mean a library without the WAL-reset bug, where one is installed."""
    if sqlite3.sqlite_version_info > LAST_UNSAFE_SQLITE:
        return
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:  # no wheel for this platform; the system check cards.W001 says so
        return
    for name, category in LIMIT_CATEGORIES.items():
        setattr(pysqlite3, name, category)
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


use_safe_sqlite()
