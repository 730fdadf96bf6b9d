"""System checks: what a deployment should know before it trusts prep with its data."""

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import connection

from prep import LAST_UNSAFE_SQLITE


@register(Tags.database)
def sqlite_is_safe(databases: object = None, **_: object) -> list[Warning]:
    """SQLite before 3.51.3 can lose a commit when several processes write (https://sqlite.org/wal.html#walreset)."""
    if connection.vendor != "sqlite" or settings.SQLITE_VERSION > LAST_UNSAFE_SQLITE:
        return []
    return [
        Warning(
            f"SQLite {'.'.join(map(str, settings.SQLITE_VERSION))} can lose a commit when several processes write.",
            hint="Install pysqlite3 (a wheel of requirements.txt on Linux), a newer SQLite, or use PostgreSQL.",
            id="cards.W001",
        )
    ]
