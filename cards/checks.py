"""System checks: what a deployment should know before it trusts prep with its data."""

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import connection

from cards.models.card_index.postgresql import has_trigrams
from prep import LAST_UNSAFE_SQLITE


@register(Tags.security)
def proxy_is_counted(app_configs: object = None, **_: object) -> list[Warning]:
    """prep itself speaks HTTP: behind https there is a proxy, and its word is taken only if it is counted."""
    if not settings.HTTPS or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        Warning(
            "SITE_URL is https, but no proxy is trusted: every page would redirect to itself without end.",
            hint="Set TRUSTED_PROXY_COUNT=1, and let the proxy set X-Forwarded-Proto and X-Forwarded-For.",
            id="cards.W002",
        )
    ]


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


@register(Tags.database)
def spelling_has_trigrams(databases: object = None, **_: object) -> list[Warning]:
    """Without them a misspelt word is only compared with those that begin like it."""
    if connection.vendor != "postgresql" or has_trigrams():
        return []
    return [
        Warning(
            "PostgreSQL's extension pg_trgm is not there: search puts fewer misspelt words right.",
            hint="As the database's owner or a superuser: CREATE EXTENSION pg_trgm; it may need postgresql-contrib.",
            id="cards.W003",
        )
    ]
