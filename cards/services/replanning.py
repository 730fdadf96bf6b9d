"""Planning all of a learner's cards afresh from the log, as their scheduler does it: after it was changed."""

from collections import defaultdict
from datetime import date, datetime
from itertools import batched
from typing import NamedTuple

from cards.kinds import KINDS
from cards.models import Learner, Review, Schedule, StudyDay
from cards.models.storing import COUNTERS, replan_schedules, rewrite_days
from cards.scheduling import Phase, State, planned_for, steps
from cards.services.review import asked_again_on
from cards.services.study_days import counts_from_log

BATCH = 500  # SQLite binds no more than some thousand values


def replan(learner: Learner) -> int:
    """What `replay_card` does, for every card at once. The learner has to be locked. Returns how many were planned."""
    seen = Schedule.objects.of(learner).filter(due__isnull=False).order_by("pk").values_list("pk", flat=True)
    ids = list(seen)
    phases: dict[Phase, list[int]] = defaultdict(list)
    days: set[date] = set()
    for batch in batched(ids, BATCH):
        rows = Schedule.objects.select_for_update(of=("self",)).filter(pk__in=batch).order_by("pk")
        schedules = list(rows.select_related("card").only("learner", "last_look", "card__kind", "card__rev_at"))
        log = _log_of(learner, [schedule.card_id for schedule in schedules])
        planned: list[tuple[int, State, date | None]] = []
        for schedule in schedules:
            reviews = log[schedule.card_id]
            is_practice = KINDS[schedule.card.kind].is_practice
            gradings = ((review.quality, review.study_day) for review in reviews)
            state = State()
            for review, (phase, state) in zip(  # noqa: B007 - the last state is the card's
                reviews, steps(learner.planner, gradings, is_practice=is_practice), strict=True
            ):
                if review.phase != phase:
                    phases[phase].append(review.pk)
                    days.add(review.study_day)
            last = reviews[-1] if reviews else None
            asked = planned_for(
                state.due,
                asked_again_on(learner, schedule, last and last.reviewed_at),
                schedule.last_look,
                last.study_day if last else None,
            )
            planned.append((schedule.pk, state, asked))
        replan_schedules(planned)
    for phase, reviews in phases.items():
        for batch in batched(reviews, BATCH):
            Review.objects.filter(pk__in=batch).update(phase=phase)
    _count_again(learner, days)
    return len(ids)


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
