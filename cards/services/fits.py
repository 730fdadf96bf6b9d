"""Weights of the memory model for one learner: wished for, used where they proved no worse, and given up again.

They apply from then on to every prediction, and where the model plans the cards too, every card is planned afresh from
the log, as when another scheduler is chosen (services/replanning.py).
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cards.models import Fit, Learner, Receipt
from cards.queries.memory import reviews_of
from cards.scheduling.training import LEAST_REVIEWS
from cards.services.limits import TooMuch
from cards.services.once import once
from cards.services.replanning import Replayed, plan_by, use
from cards.services.retry import retried
from cards.services.study_days import locked


def want_fit(learner: Learner, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Only the wish is stored: a process beside the workers does the rest. One wish at a time.

    Returns {"fit": id}, or {} where there are too few reviews. Raises TooMuch.
    """

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        fit = Fit.objects.of(learner).waiting().first()
        if fit is None:
            if reviews_of(learner) < LEAST_REVIEWS:
                return {}
            if Fit.objects.of(learner).filter(wished_at__gt=now - timedelta(days=1)).count() >= settings.FITS_PER_DAY:
                raise TooMuch(f"The model is fitted at most {settings.FITS_PER_DAY} times a day. Try again tomorrow.")
            fit = Fit.objects.create(learner=learner, wished_at=now)
        return {"fit": fit.pk}

    return once(learner, key, "want-fit", {}, write, now=now)


def choose_weights(learner: Learner, fitted: bool, *, key: UUID, now: datetime) -> dict[str, Any]:
    """The usual weights, or again those of the last fit that was kept.

    Returns {"fitted": which are used now, "waits": whether the others will be once all cards are planned by them}.
    """

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        is_done = plan_by(learner, now, fitted=fitted)
        return {"fitted": learner.weights is not None, "waits": not is_done}

    return once(learner, key, "choose-weights", {"fitted": fitted}, write, now=now)


@retried
def end_fit(fit: Fit, values: dict[str, Any], *, now: datetime, ready: Replayed | None = None) -> bool:
    """Store what came of a wish, and use the weights that were kept. `ready`: what they make of the log.

    False: somebody else took it up meanwhile, or the learner is gone.
    """
    with transaction.atomic():
        try:
            learner = locked(fit.learner)
        except Learner.DoesNotExist:
            return False
        mine = Fit.objects.filter(pk=fit.pk, begun_at=fit.begun_at).waiting()
        if not mine.update(**values, done_at=now):
            return False
        if values["outcome"] == Fit.Outcome.KEPT:
            kept = Fit.objects.of(learner).filter(outcome=Fit.Outcome.KEPT, dropped_at=None).exclude(pk=fit.pk)
            kept.update(dropped_at=now)
            use(learner, learner.scheduler, values["weights"], ready)
        return True
