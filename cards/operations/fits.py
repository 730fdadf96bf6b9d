"""Fitting the memory model to learners who wished for it: beside the workers, one at a time, with limits.

Whoever takes up a wish writes down when. A process that is killed leaves the wish and that moment behind; once it is
longer ago than any fit takes, the next one takes it up again, and after a few times gives it up.
"""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Collection
from copy import copy
from datetime import datetime, timedelta
from importlib.metadata import version
from math import ceil
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cards.models import Fit, Learner, Review
from cards.queries.memory import log_of
from cards.scheduling import FITTED
from cards.scheduling.training import LEAST_REVIEWS, cut_of, judge
from cards.services.fits import end_fit
from cards.services.replanning import Replayed, replay_log
from prep.processes import end_with_parent

logger = logging.getLogger("prep.fits")

ABANDONED = timedelta(minutes=5)  # since its beginning: no fit takes so long
MOST_TRIES = 3
LOWEST_PRIORITY = 19
Outcome = Fit.Outcome


class TrainingFailed(Exception):
    """The process that trains ended without weights: killed by a limit, or in error."""


def are_waiting() -> bool:
    """Whether somebody waits, and nobody is at any wish."""
    waiting = Fit.objects.waiting()
    return waiting.exists() and not waiting.filter(begun_at__gt=timezone.now() - ABANDONED).exists()


def fit_waiting(learners: Collection[int] | None = None) -> list[Fit]:
    """Take up one wish after the other, of these learners or of all. Returns what was done, in order."""
    done = []
    while fit := _taken_up(timezone.now(), learners):
        came_of = _came_of(fit)
        if end_fit(fit, came_of, now=timezone.now(), ready=_ready(fit.learner, came_of)):
            fit.refresh_from_db()
            done.append(fit)
    return done


@transaction.atomic
def _taken_up(now: datetime, learners: Collection[int] | None) -> Fit | None:
    """The oldest wish that nobody is at; None while somebody is at any. Locked, so that only one can be first."""
    waiting = list(Fit.objects.waiting().select_for_update().order_by("pk"))
    if any(fit.begun_at and fit.begun_at > now - ABANDONED for fit in waiting):
        return None
    wanted = [fit for fit in waiting if learners is None or fit.learner_id in learners]
    if not wanted:
        return None
    fit = min(wanted, key=lambda fit: (fit.tries, fit.wished_at))
    Fit.objects.filter(pk=fit.pk).update(begun_at=now, tries=F("tries") + 1)
    return Fit.objects.select_related("learner").get(pk=fit.pk)


def _came_of(fit: Fit) -> dict[str, Any]:
    """The columns of a wish that was fulfilled, or could not be."""
    if fit.tries > MOST_TRIES:
        return {"outcome": Outcome.FAILED}
    learner = fit.learner
    log = list(log_of(learner))
    cut = cut_of(len(log))
    found: dict[str, Any] = {"version": f"fsrs-rs {version('fsrs-rs-python')}", "reviews": len(log)}
    if len(log) < LEAST_REVIEWS:
        return found | {"outcome": Outcome.TOO_FEW}
    found["judged_from"] = _moment_of(learner, cut)
    try:
        weights = trained(log[:cut])
    except TrainingFailed as error:
        logger.warning("The model could not be fitted to learner %s: %s", learner.pk, error)
        return found | {"outcome": Outcome.FAILED}
    verdict = weights and judge(log, tuple(weights))
    if not verdict:
        return found | {"outcome": Outcome.TOO_FEW}
    found |= {"judged": verdict.judged, "loss": verdict.loss, "loss_of_usual": verdict.loss_of_usual}
    return found | {"weights": weights, "outcome": Outcome.KEPT if verdict.is_no_worse else Outcome.WORSE}


def _ready(learner: Learner, came_of: dict[str, Any]) -> Replayed | None:
    """What weights that are kept make of the log, where they plan it: worked out before anybody has to wait for it."""
    if came_of["outcome"] != Outcome.KEPT or learner.scheduler not in FITTED:
        return None
    other = copy(learner)
    other.weights = came_of["weights"]
    return replay_log(other)


def _moment_of(learner: Learner, place: int) -> datetime | None:
    """None: they are fewer by now, as of who has gone."""
    moments = Review.objects.of(learner).counted().in_order().values_list("reviewed_at", flat=True)
    return next(iter(moments[place : place + 1]), None)


def trained(log: list[Any]) -> list[float] | None:
    """Weights for this log, from a process of its own that has a minute and a gigabyte. Raises TrainingFailed."""
    own_pid = os.getpid()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "cards.scheduling.training"],
            input=json.dumps(log, default=str),
            capture_output=True,
            text=True,
            timeout=settings.FIT_SECONDS,
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ.get("PATH", ""), "RAYON_NUM_THREADS": "1"},
            preexec_fn=lambda: _limit(own_pid),
        )
    except subprocess.TimeoutExpired:
        raise TrainingFailed(f"not done after {settings.FIT_SECONDS} seconds") from None
    except (subprocess.SubprocessError, OSError) as error:  # no memory for one more process, no limit to be had
        raise TrainingFailed(str(error)) from error
    if ended.returncode:
        raise TrainingFailed(f"ended with {ended.returncode}: {ended.stderr.strip()[-200:]}")
    return json.loads(ended.stdout)


def _limit(parent: int) -> None:
    end_with_parent(parent, signal.SIGKILL)
    os.nice(LOWEST_PRIORITY)
    seconds = ceil(settings.FIT_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if sys.platform == "linux":  # macOS takes no limit of addresses
        resource.setrlimit(resource.RLIMIT_AS, (settings.FIT_BYTES, settings.FIT_BYTES))
