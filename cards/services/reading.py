"""How long one learner may keep a process busy with reading texts: each is quick to read, a thousand are not."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings

from cards.models import Learner


class TooOften(Exception):
    """This learner has had its share of this minute."""


_seconds: dict[tuple[int, int], float] = {}
_lock = threading.Lock()


@contextmanager
def reading(learner: Learner, now: datetime) -> Iterator[None]:
    """Count the processor's time spent within against the learner's share. Raises TooOften once that is used up.

    In the memory of the process: what is protected is its time, and a table of it would cost more than a usual text.
    """
    minute = int(now.timestamp()) // 60
    share = learner.pk, minute
    if _seconds.get(share, 0) >= settings.READING_SECONDS:
        raise TooOften
    started = time.thread_time()
    try:
        yield
    finally:
        with _lock:
            for old in [key for key in _seconds if key[1] != minute]:
                del _seconds[old]
            _seconds[share] = _seconds.get(share, 0) + time.thread_time() - started
