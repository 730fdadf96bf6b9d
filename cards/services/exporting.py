"""How often a learner may ask for all of their data: reading it takes seconds, and the file may be large."""

import threading
from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings

from cards.models import Learner
from cards.services.reading import TooOften

HOUR = timedelta(hours=1)

_asked: dict[int, list[datetime]] = defaultdict(list)
_lock = threading.Lock()


def spend_export(learner: Learner, now: datetime) -> None:
    """Count one more export of this learner. Raises TooOften if there were EXPORTS_PER_HOUR in the last hour.

    In the memory of the process, as in `reading`: what is protected is its time.
    """
    with _lock:
        for pk, moments in list(_asked.items()):
            _asked[pk] = [moment for moment in moments if moment > now - HOUR]
            if not _asked[pk]:
                del _asked[pk]
        if len(_asked[learner.pk]) >= settings.EXPORTS_PER_HOUR:
            raise TooOften
        _asked[learner.pk].append(now)


def forget_exports() -> None:
    """For tests, whose learners share their numbers."""
    with _lock:
        _asked.clear()
