"""SQLite's write-ahead log: moved into the database by one process beside the workers."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

logger = logging.getLogger("prep.checkpoints")

CHECKPOINT_SECONDS = 1.0
LARGEST_LOG = 32 * 1024 * 1024  # bytes; above it the log is cut back, at the price of a short wait for writers
WAITS = 100  # milliseconds for readers to let go of the log; writers wait meanwhile


def checkpoint(connection: Any, *, cut: bool = False) -> None:
    """A passive checkpoint, which waits for nobody; a truncating one to cut the log, or when it has grown too large."""
    log = Path(f"{settings.DATABASES['default']['NAME']}-wal")
    is_large = log.exists() and log.stat().st_size > LARGEST_LOG
    mode = "TRUNCATE" if cut or is_large else "PASSIVE"
    try:
        connection.ensure_connection()
        connection.wait_at_most(WAITS)
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_checkpoint({mode})")
            cursor.fetchone()
    except DatabaseError as error:
        # Nothing is lost: SQLite checkpoints by itself when the log reaches wal_autocheckpoint. But it should be known.
        logger.warning("checkpoint failed: %s", error)
        connection.close()
