"""How often a learner may ask for all of their data: reading it takes seconds, and the file may be large."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from cards.models import Learner, Receipt
from cards.services.once import once
from cards.services.reading import TooOften

NAME, HOUR = "export", timedelta(hours=1)


def spend_export(learner: Learner, now: datetime) -> None:
    """Count one more export of this learner. Raises TooOften if there were EXPORTS_PER_HOUR in the last hour.

    By receipts, so that all workers count together; each has a key of its own, for no download is the same again.
    """
    _refuse_beyond(settings.EXPORTS_PER_HOUR - 1, learner, now)  # whoever asks on and on holds up no writer

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        _refuse_beyond(settings.EXPORTS_PER_HOUR, learner, now)  # this one is among them
        return {}

    once(learner, uuid.uuid4(), NAME, {}, write, now=now)


def _refuse_beyond(most: int, learner: Learner, now: datetime) -> None:
    if Receipt.objects.filter(learner=learner, name=NAME, made_at__gt=now - HOUR).count() > most:
        raise TooOften
