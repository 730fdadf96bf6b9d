"""Planning the cards of learners with long logs afresh, as they wished: beside the workers, whom it would hold up."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cards.models import Replanning
from cards.operations.fits import ABANDONED
from cards.services.replanning import as_wished, end_replanning, replay_log

logger = logging.getLogger("prep.replannings")


def are_waiting() -> bool:
    return _waiting(timezone.now()).exists()


def carry_out_waiting() -> int:
    """One wish after the other, the oldest first. Returns how many were carried out.

    What fails is left with its beginning written down: it is taken up again once it is too old to be at work.
    """
    done = 0
    while wish := _taken_up(timezone.now()):
        try:
            done += end_replanning(wish, replay_log(as_wished(wish.learner, wish)))
        except Exception:
            logger.exception("The cards of learner %s could not be planned afresh", wish.learner_id)
    return done


@transaction.atomic
def _taken_up(now: datetime) -> Replanning | None:
    """Locked, so that only one process can be first."""
    wish = _waiting(now).select_for_update().order_by("wished_at").first()
    if wish is None:
        return None
    Replanning.objects.filter(pk=wish.pk).update(begun_at=now, tries=F("tries") + 1)
    return Replanning.objects.select_related("learner").get(pk=wish.pk)


def _waiting(now: datetime) -> QuerySet[Replanning]:
    """What nobody is at."""
    return Replanning.objects.waiting().filter(Q(begun_at=None) | Q(begun_at__lt=now - ABANDONED))
