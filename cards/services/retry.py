"""Trying a transaction again where PostgreSQL ended it for the sake of another one.

Locks are taken in one order, so that this is rare: learner, own decks, own cards, schedules, study days. Whoever needs
one further to the left than what they hold lets go and begins anew, as the first grade of a day does.
"""

import logging
import random
import time
from collections.abc import Callable
from functools import wraps

from django.db import OperationalError, connection

SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"
PATIENCE = 2  # seconds from the first time it gave way: by then somebody looks at a page that does not come
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.8

logger = logging.getLogger("prep.transactions")


def retried[**P, R](write: Callable[P, R]) -> Callable[P, R]:
    """For a function that is one transaction, or several that may be done again.

    Each try comes after a random pause, of up to twice as long as before ("full jitter"). Tried at once, it can take
    the row for which the other one was about to be woken, and both meet the same deadlock again.
    """

    @wraps(write)
    def tried(*arguments: P.args, **options: P.kwargs) -> R:
        is_part_of_another = connection.in_atomic_block
        longest, began = FIRST_PAUSE, None
        while True:
            try:
                return write(*arguments, **options)
            except OperationalError as error:
                if is_part_of_another or not _gave_way(error):
                    raise
                began = time.monotonic() if began is None else began
                pause = random.uniform(0, longest)  # noqa: S311 - to step aside, no secret
                if time.monotonic() + pause - began > PATIENCE:
                    raise
                logger.info("%s gave way to another transaction and is tried again", write.__name__)
            time.sleep(pause)
            longest = min(2 * longest, LONGEST_PAUSE)

    return tried


def _gave_way(error: OperationalError) -> bool:
    # Django wraps the driver's error. SQLite's has no such code: there, writers wait instead of giving way.
    return getattr(error.__cause__, "sqlstate", "") in {SERIALIZATION_FAILURE, DEADLOCK_DETECTED}
