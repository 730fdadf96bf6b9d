"""Trying a transaction once more where PostgreSQL ended it for the sake of another one.

Locks are taken in one order, so that this is rare: learner, own decks, own cards, schedules, study days. Whoever needs
one further to the left than what they hold lets go and begins anew, as the first grade of a day does.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.db import OperationalError, connection

SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"

logger = logging.getLogger("prep.transactions")


def retry_once[**P, R](write: Callable[P, R]) -> Callable[P, R]:
    """For a function that is one transaction, or several that may be done again."""

    @wraps(write)
    def tried(*arguments: P.args, **options: P.kwargs) -> R:
        is_part_of_another = connection.in_atomic_block
        try:
            return write(*arguments, **options)
        except OperationalError as error:
            if is_part_of_another or not _gave_way(error):
                raise
            logger.info("%s gave way to another transaction and is tried again", write.__name__)
        return write(*arguments, **options)

    return tried


def _gave_way(error: OperationalError) -> bool:
    # Django wraps the driver's error. SQLite's has no such code: there, writers wait instead of giving way.
    return getattr(error.__cause__, "sqlstate", "") in {SERIALIZATION_FAILURE, DEADLOCK_DETECTED}
