"""Keeping the StudyDay roll-ups in step with the review log."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from cards.models import Learner, Review, StudyDay
from cards.models.review import NewReview
from cards.models.storing import COUNTERS, add_to_counters, rewrite_days
from cards.queries.streaks import idle_since
from cards.scheduling import HARD, Phase, Run, streak_after


def counts_of(review: Review | NewReview) -> dict[str, int]:
    """What one review adds to each counter of its study day."""
    passed = review.quality >= HARD
    if review.phase == Phase.PRACTICE:
        return dict.fromkeys(COUNTERS, 0) | {"practices": 1, "practice_seconds": review.seconds or 0}
    return {
        "reviews": 1,
        "seconds": review.seconds or 0,
        "new": int(review.phase == Phase.NEW),
        "young_passed": int(review.phase == Phase.YOUNG and passed),
        "young_failed": int(review.phase == Phase.YOUNG and not passed),
        "mature_passed": int(review.phase == Phase.MATURE and passed),
        "mature_failed": int(review.phase == Phase.MATURE and not passed),
        "early": int(review.phase == Phase.EARLY),
        "practices": 0,
        "practice_seconds": 0,
    }


def add_to_day(review: NewReview) -> StudyDay | None:
    """Count one review, and return its study day as it is now; None if it is the first of its day."""
    return add_to_counters(review.learner_id, review.study_day, counts_of(review))


def begin_day(learner: Learner, review: NewReview) -> StudyDay:
    """The study day of its first review. The learner has to be locked."""
    day = review.study_day
    first = StudyDay.objects.create(learner=learner, day=day, **_run_on(learner, day), **counts_of(review))
    if StudyDay.objects.of(learner).filter(day__gt=day).exists():
        recount_streaks(learner)
    return first


def locked(learner: Learner) -> Learner:
    """The learner as stored. Until the transaction ends, whoever else rewrites days and streaks of theirs waits.

    To be locked before anything else of theirs (services/retry.py). Raises Learner.DoesNotExist.

    `no_key`, here as with decks and cards: PostgreSQL checks a grade's foreign keys at its commit, where it would wait
    for a plain FOR UPDATE while it holds the schedule or the study day that we may need next.
    """
    return Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)


def settle_idle_days(learner: Learner, today: date) -> None:
    """Remember on which of the days since the last study day nothing was asked. The learner has to be locked.

    To be called before the first review of a day and before every other write: afterwards nobody could tell.
    """
    latest = StudyDay.objects.of(learner).order_by("-day").first()
    if latest is None or max(latest.day + timedelta(days=1), learner.settled_until or latest.day) >= today:
        return
    stretch = idle_since(learner, latest, today)
    if stretch:
        learner.idle_days = [*learner.idle_days, [day.isoformat() for day in stretch]]
    learner.settled_until = today
    learner.save(update_fields=["idle_days", "settled_until"])


def _run_on(learner: Learner, day: date) -> dict[str, int]:
    """By column: what the day is told of the streak that it goes on with."""
    before = StudyDay.objects.of(learner).filter(day__lt=day).order_by("-day").first()
    previous, previous_day = (before.run, before.day) if before else (Run(), None)
    run = streak_after(previous, previous_day, day, skipped=learner.excused)
    return {"streak": run.days, "freezes": run.freezes}


def recount_day(learner: Learner, day: date) -> None:
    """Work one day's counters out afresh from the log: after an undo or a late review."""
    stored = StudyDay.objects.of(learner).filter(day=day)
    # Locked, then counted: a grade at the same time is in the log by now, or adds itself when we are done.
    stored.select_for_update().first()
    counts = counts_from_log(learner, [day]).get(day)
    if counts is None:
        stored.delete()
    elif not stored.update(**counts):
        StudyDay.objects.create(learner=learner, day=day, **_run_on(learner, day), **counts)
    if StudyDay.objects.of(learner).filter(day__gt=day).exists():
        recount_streaks(learner)


def counts_from_log(learner: Learner, days: Iterable[date] | None = None) -> dict[date, dict[str, int]]:
    """The counters of the given study days (None: of all) as the log has them; days without reviews are left out."""
    passed, failed = Q(quality__gte=HARD), Q(quality__lt=HARD)
    young, mature, practice = Q(phase=Phase.YOUNG), Q(phase=Phase.MATURE), Q(phase=Phase.PRACTICE)
    reviews = Review.objects.of(learner).counted()
    if days is not None:
        reviews = reviews.filter(study_day__in=list(days))
    rows = reviews.values("study_day").annotate(
        reviews=Count("pk", filter=~practice),
        seconds_sum=Sum("seconds", filter=~practice, default=0),
        new=Count("pk", filter=Q(phase=Phase.NEW)),
        young_passed=Count("pk", filter=young & passed),
        young_failed=Count("pk", filter=young & failed),
        mature_passed=Count("pk", filter=mature & passed),
        mature_failed=Count("pk", filter=mature & failed),
        early=Count("pk", filter=Q(phase=Phase.EARLY)),
        practices=Count("pk", filter=practice),
        practice_seconds=Sum("seconds", filter=practice, default=0),
    )
    return {
        row["study_day"]: {counter: row["seconds_sum" if counter == "seconds" else counter] for counter in COUNTERS}
        for row in rows
    }


def streaks_of(learner: Learner, days: Iterable[date]) -> dict[date, Run]:
    """The streak on each of the learner's study days, given in order."""
    streaks: dict[date, Run] = {}
    run, previous, excused = Run(), None, learner.excused
    for day in days:
        run = streak_after(run, previous, day, skipped=excused)
        streaks[day], previous = run, day
    return streaks


def recount_streaks(learner: Learner) -> None:
    """Rewrite the stored streaks that are no longer right: other days are excused, or one was added before others."""
    rows = list(StudyDay.objects.of(learner).order_by("day"))
    streaks = streaks_of(learner, [row.day for row in rows])
    wrong = [row for row in rows if row.run != streaks[row.day]]
    for row in wrong:
        row.streak, row.freezes = streaks[row.day].days, streaks[row.day].freezes
    rewrite_days(("streak", "freezes"), wrong)
