"""Planning all of a learner's cards afresh from the log: by another scheduler, or by other weights of the memory model.

At once, where the log is short. A long one is worked out beside the workers (operations/replannings.py), and before the
learner is locked: under the lock is only written what came of it, and read again what was reviewed meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from cards.kinds import KINDS
from cards.models import Fit, Learner, Replanning, Review, Schedule, StudyDay
from cards.models.batches import BATCH
from cards.models.storing import COUNTERS, replan_schedules, rewrite_days
from cards.queries.memory import last_kept, replanning_of, reviews_of
from cards.scheduling import Phase, Scheduler, State, planned_for, steps
from cards.services.retry import retried
from cards.services.review import asked_again_on
from cards.services.study_days import counts_from_log, locked


def plan_by(learner: Learner, now: datetime, *, scheduler: str | None = None, fitted: bool | None = None) -> bool:
    """Have the cards planned by this scheduler, or these weights (None: as it is, or as it is wished for already).

    The learner has to be locked. False: that takes longer than a request may, and a wish for it is stored, in place of
    any before.
    """
    earlier = replanning_of(learner)
    wish = Replanning(learner=learner, wished_at=now)
    wish.scheduler = scheduler or (earlier or learner).scheduler
    wish.fitted = earlier.fitted if earlier and fitted is None else fitted
    if earlier and not earlier.has_failed and (earlier.scheduler, earlier.fitted) == (wish.scheduler, wish.fitted):
        return False
    if earlier:
        earlier.delete()
    if as_wished(learner, wish).planner != learner.planner and reviews_of(learner) > settings.REPLANNED_AT_ONCE:
        wish.save()
        return False
    _carry_out(learner, wish)
    return True


def as_wished(learner: Learner, wish: Replanning) -> Learner:
    """What the learner's row would be, unsaved."""
    other = copy(learner)
    other.scheduler = wish.scheduler
    if wish.fitted is not None:
        fit = last_kept(learner)
        other.weights = fit.weights if fit and wish.fitted else None
    return other


def _carry_out(learner: Learner, wish: Replanning, ready: "Replayed | None" = None) -> None:
    wished = as_wished(learner, wish)
    fit = last_kept(learner) if wish.fitted is not None else None
    if fit:
        Fit.objects.filter(pk=fit.pk).update(dropped_at=None if wish.fitted else wish.wished_at)
    use(learner, wished.scheduler, wished.weights, ready)


def use(learner: Learner, scheduler: str, weights: list[float] | None, ready: "Replayed | None" = None) -> None:
    """From now on. The learner has to be locked."""
    if (learner.scheduler, learner.weights) == (scheduler, weights):
        return
    planner = learner.planner
    learner.scheduler, learner.weights = scheduler, weights
    learner.save(update_fields=["scheduler", "weights"])
    if learner.planner != planner:
        replan(learner, ready)


@retried
def end_replanning(wish: Replanning, ready: "Replayed") -> bool:
    """Do what was wished for. False: it no longer is, or somebody else took it up meanwhile."""
    with transaction.atomic():
        try:
            learner = locked(wish.learner)
        except Learner.DoesNotExist:
            return False
        mine = Replanning.objects.filter(pk=wish.pk, begun_at=wish.begun_at).first()
        if mine is None:
            return False
        _carry_out(learner, mine, ready)
        mine.delete()
        return True


class Replanned(NamedTuple):
    """What the log of one card leads to."""

    version: int  # of the schedule, when its log was read
    state: State
    last_day: date | None
    last_at: datetime | None
    phases: list[tuple[int, date, Phase]]  # of the reviews, on their days, that were stored as something else


@dataclass
class Replayed:
    """By schedule, what a planner makes of the logs."""

    planner: Scheduler
    cards: Mapping[int, Replanned] = field(default_factory=dict)


def replay_log(learner: Learner) -> Replayed:
    """What `learner.planner` makes of the logs of all cards, without a lock: a version tells which have moved since."""
    cards: dict[int, Replanned] = {}
    for batch in batched(_seen(learner), BATCH):
        cards |= _replanned(learner, list(_schedules(batch)))
    return Replayed(learner.planner, cards)


def replan(learner: Learner, ready: Replayed | None = None) -> int:
    """What `replay_card` does, for every card at once. The learner has to be locked. Returns how many were planned."""
    known = ready.cards if ready and ready.planner == learner.planner else {}
    phases: dict[Phase, list[int]] = defaultdict(list)
    days: set[date] = set()
    seen = _seen(learner)
    for batch in batched(seen, BATCH):
        schedules = list(_schedules(batch).select_for_update(of=("self",)))
        fresh = {pk: known[pk] for pk in batch if pk in known}
        fresh |= _replanned(learner, [each for each in schedules if not _is_fresh(fresh.get(each.pk), each)])
        replan_schedules((each.pk, fresh[each.pk].state, _asked(learner, each, fresh[each.pk])) for each in schedules)
        for schedule in schedules:
            for review, day, phase in fresh[schedule.pk].phases:
                phases[phase].append(review)
                days.add(day)
    for phase, reviews in phases.items():
        for batch in batched(reviews, BATCH):
            Review.objects.filter(pk__in=batch).update(phase=phase)
    _count_again(learner, days)
    return len(seen)


def _seen(learner: Learner) -> list[int]:
    seen = Schedule.objects.of(learner).filter(due__isnull=False)
    return list(seen.order_by("pk").values_list("pk", flat=True))


def _schedules(ids: Iterable[int]):
    rows = Schedule.objects.filter(pk__in=ids).order_by("pk").select_related("card")
    return rows.only("learner", "last_look", "version", "card__kind", "card__rev_at")


def _is_fresh(replanned: Replanned | None, schedule: Schedule) -> bool:
    return replanned is not None and replanned.version == schedule.version


def _replanned(learner: Learner, schedules: list[Schedule]) -> dict[int, Replanned]:
    if not schedules:
        return {}
    # After the schedules: a review that comes between the two is in the log, and its version is not in the schedule.
    log = _log_of(learner, [schedule.card_id for schedule in schedules])
    return {schedule.pk: _replayed(learner, schedule, log[schedule.card_id]) for schedule in schedules}


def _replayed(learner: Learner, schedule: Schedule, reviews: list["Logged"]) -> Replanned:
    is_practice = KINDS[schedule.card.kind].is_practice
    gradings = ((review.quality, review.study_day) for review in reviews)
    state, phases = State(), []
    for review, (phase, state) in zip(  # noqa: B007 - the last state is the card's
        reviews, steps(learner.planner, gradings, is_practice=is_practice), strict=True
    ):
        if review.phase != phase:
            phases.append((review.pk, review.study_day, phase))
    last = reviews[-1] if reviews else None
    return Replanned(schedule.version, state, last and last.study_day, last and last.reviewed_at, phases)


def _asked(learner: Learner, schedule: Schedule, card: Replanned) -> date | None:
    again = asked_again_on(learner, schedule, card.last_at)
    return planned_for(card.state.due, again, schedule.last_look, card.last_day)


class Logged(NamedTuple):
    """Of a review, by the names of its columns. A long log as rows of the model takes three times as long to read."""

    pk: int
    card_id: int
    quality: int
    study_day: date
    reviewed_at: datetime
    phase: int


def _log_of(learner: Learner, cards: list[int]) -> dict[int, list[Logged]]:
    log = defaultdict(list)
    rows = Review.objects.of(learner).filter(card__in=cards).counted().in_order()
    for row in rows.values_list(*Logged._fields).iterator(chunk_size=2_000):
        review = Logged._make(row)
        log[review.card_id].append(review)
    return log


def _count_again(learner: Learner, days: set[date]) -> None:
    for batch in batched(sorted(days), BATCH):
        rows = list(StudyDay.objects.of(learner).filter(day__in=batch).select_for_update().order_by("pk"))
        counts = counts_from_log(learner, batch)
        for row in rows:
            for counter, number in counts[row.day].items():
                setattr(row, counter, number)
        rewrite_days(COUNTERS, rows)
