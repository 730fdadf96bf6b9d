"""What is left to do when a learner has left: beside the workers, whom it would hold up.

An account that was only closed is deleted, and the files are wiped of what was deleted."""

import logging
from contextlib import suppress
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cards.models import Learner, Leaving
from cards.models.card_index import card_index
from cards.operations.checkpoints import checkpoint
from cards.operations.fits import ABANDONED
from cards.services.leaving import delete_in_pieces

logger = logging.getLogger("prep.leavings")


def are_waiting() -> bool:
    return _waiting(timezone.now()).exists()


def carry_out_waiting() -> int:
    """One after the other, the one first that left first. Returns how many were done.

    What is killed or fails is taken up again once it is too old to be at work, until it is done.
    """
    done = 0
    while leaving := _taken_up(timezone.now()):
        try:
            _finish(leaving)
            done += 1
        except Exception:
            logger.exception("A closed account could not be deleted: leaving %s", leaving.pk)
    return done


def _finish(leaving: Leaving) -> None:
    if leaving.learner:
        with suppress(Learner.DoesNotExist):  # another process was first
            delete_in_pieces(leaving.learner)
    card_index().forget()
    _cut_log()
    with transaction.atomic():
        leaving.delete()


def _cut_log() -> None:
    """SQLite overwrites deleted rows in its file (secure_delete), but its log may still hold them.

    Where readers do not let go of it, it is overwritten in time anyway. Inside a transaction there is nothing to cut.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        checkpoint(connection)  # most of it, while others write
        checkpoint(connection, cut=True)


@transaction.atomic
def _taken_up(now: datetime) -> Leaving | None:
    """Locked, so that only one process can be first."""
    leaving = _waiting(now).select_for_update(of=("self",)).select_related("learner").order_by("wished_at").first()
    if leaving is not None:
        Leaving.objects.filter(pk=leaving.pk).update(begun_at=now)
    return leaving


def _waiting(now: datetime) -> QuerySet[Leaving]:
    """What nobody is at."""
    return Leaving.objects.filter(Q(begun_at=None) | Q(begun_at__lt=now - ABANDONED))
