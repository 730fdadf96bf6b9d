"""Idempotent writes: the same key again gives the first answer; another payload under that key is an error."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from cards.models import Learner, Receipt
from cards.services.retry import retried
from cards.services.study_days import locked, settle_idle_days


class KeyReused(Exception):
    """A key that was stored with one payload came back with another."""


class Stale(Exception):
    """The row moved on since the form was shown: another tab, another device or a double click was first."""


def fingerprint(payload: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()


@retried
def once(
    learner: Learner,
    key: UUID,
    name: str,
    payload: dict[str, Any],
    write: Callable[[Learner, Receipt], dict[str, Any]],
    *,
    now: datetime,
) -> dict[str, Any]:
    """Run `write` in a transaction and return its (JSON) result, or return the result stored under this key before.

    `write` gets the learner as stored, locked, so that nobody else changes their decks and enrolments meanwhile, and
    the record of the write itself, which knows their study day.

    Raises KeyReused if the key was used for something else, and Learner.DoesNotExist if the account was deleted
    meanwhile. What `write` raises rolls everything back, the key too.
    """
    mark = fingerprint(payload)
    try:
        with transaction.atomic():
            # Inserted first: of two requests with one key, the unique constraint lets only one go on.
            record = Receipt.objects.create(learner=learner, key=key, name=name, fingerprint=mark, made_at=now)
            stored = locked(learner)
            record.today = stored.study_day(now)
            settle_idle_days(stored, record.today)
            record.result = write(stored, record)
            record.save(update_fields=["result", "before", "after_review"])
            return record.result
    except IntegrityError:
        earlier = Receipt.objects.filter(learner=learner, key=key).first()
        if earlier is None:
            Learner.objects.only("pk").get(pk=learner.pk)  # the row that everything refers to may be what is missing
            raise
        if (earlier.name, earlier.fingerprint) != (name, mark):
            raise KeyReused from None
        return earlier.result
