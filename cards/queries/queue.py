"""What is next in a learner's study day, and how much is left: read in one statement whose cost no collection moves.

The order is that of docs/decisions.md: due cards, most overdue for their interval first, new ones spread among them,
same-day repeats at the end. Siblings of a card reviewed today wait until tomorrow.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection

from cards.models import Learner, Review, Schedule, StudyDay
from cards.scheduling import allowance, pace, takes_new

PACE_REVIEWS = 50  # the last so many reviews of a kind tell the learner's pace

# `waits` is what every card in the queue has in common. The conditions repeat those of the partial indexes word for
# word: without that neither database would use them.
_WAITS = """s.learner_id = %(learner)s AND NOT s.is_suspended AND NOT s.is_shelved
    AND (s.buried_until IS NULL OR s.buried_until <= %(today)s)"""
_NO_SIBLING_TODAY = """(s.siblings = '' OR NOT EXISTS (
        SELECT 1 FROM cards_schedule o WHERE o.learner_id = %(learner)s AND o.siblings = s.siblings AND NOT o.siblings = ''
        AND o.reviewed_on = %(today)s AND o.id <> s.id))"""
_ONE_A_TEXT = "COUNT(DISTINCT CASE WHEN siblings = '' THEN CAST(id AS text) ELSE siblings END)"
_OVERDUE = {
    "sqlite": "(julianday(%(today)s) - julianday(planned_for)) / max(interval, 1)",
    "postgresql": '(%(today)s::date - planned_for)::float / greatest("interval", 1)',
}
_QUEUE = f"""
WITH due AS (
    SELECT s.id, s.siblings, s.planned_for, s."interval" FROM cards_schedule s
    WHERE {_WAITS} AND s.planned_for <= %(today)s AND {_NO_SIBLING_TODAY} ORDER BY s.planned_for LIMIT %(window)s
), fresh AS (
    SELECT s.id, s.siblings, s.position FROM cards_schedule s
    WHERE {_WAITS} AND s.planned_for IS NULL AND {_NO_SIBLING_TODAY} ORDER BY s.position, s.id LIMIT %(new)s
), again AS (
    SELECT s.id, s.reviewed_at FROM cards_schedule s WHERE {_WAITS} AND s.repeat_on = %(today)s
)
SELECT (SELECT {_ONE_A_TEXT} FROM due),
    (SELECT id FROM due ORDER BY {{overdue}} DESC, id LIMIT 1),
    (SELECT {_ONE_A_TEXT} FROM fresh),
    (SELECT id FROM fresh ORDER BY position, id LIMIT 1),
    (SELECT COUNT(*) FROM again),
    (SELECT id FROM again ORDER BY reviewed_at, id LIMIT 1)
"""  # noqa: S608 - nothing from outside is put into the text


@dataclass(frozen=True)
class Queue:
    """What is left of a study day. Counts stop at settings.DUE_WINDOW; `next` is a Schedule's id, None at the end."""

    new: int
    due: int
    repeats: int
    next: int | None
    new_held: int  # new cards that the daily limits keep for another day
    due_held: int

    @property
    def left(self) -> int:
        return self.new + self.due + self.repeats


def queue_of(learner: Learner, today: date, done: StudyDay | None) -> Queue:
    """The learner's queue on the study day `today`, after what `done` (the StudyDay of today, if any) says is done."""
    new_done, due_done, seconds_done = (done.new, done.due_done, done.seconds) if done else (0, 0, 0)
    due_waiting, due_id, new_waiting, new_id, repeats, repeat_id = _waiting(learner, today, new_done)
    due_pace, new_pace = _paces(learner) if learner.minutes_per_day is not None else (0, 0)
    due, new = allowance(learner.limits, new_done, due_done, seconds_done, due_waiting, new_waiting, due_pace, new_pace)
    if takes_new(new_done, new, due_done, due):
        following = new_id
    else:
        following = due_id if due else repeat_id
    return Queue(new, due, repeats, following, new_waiting - new, due_waiting - due)


def _waiting(learner: Learner, today: date, new_done: int) -> tuple[int, int | None, int, int | None, int, int | None]:
    window = settings.DUE_WINDOW
    # Enough to fill today's new cards although five clozes of one text count once, and to tell whether more wait.
    new = min(window, max(1, learner.new_per_day - new_done) * 6)
    values = {"learner": learner.pk, "today": today.isoformat(), "window": window, "new": new}
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE.format(overdue=_OVERDUE[connection.vendor]), values)
        return cursor.fetchone()


def _paces(learner: Learner) -> tuple[float, float]:
    """Seconds a review and seconds a new card, at this learner's own pace."""
    by_phase: dict[bool, list[float]] = {True: [], False: []}
    for phase, seconds in recent_seconds(learner):
        by_phase[phase == 0].append(seconds)
    return pace(by_phase[False], 30), pace(by_phase[True], 60)


def recent_seconds(learner: Learner) -> list[tuple[int, int]]:
    """(phase, seconds) of the learner's last reviews that were timed."""
    reviews = Review.objects.of(learner).counted().order_by("-study_day", "-id")[: 4 * PACE_REVIEWS]
    return [(phase, seconds) for phase, seconds in reviews.values_list("phase", "seconds") if seconds]


def minutes_left(learner: Learner, queue: Queue) -> int:
    """How long the rest of the queue takes at the learner's own pace, rounded up to minutes."""
    due_pace, new_pace = _paces(learner)
    return round((queue.new * new_pace + (queue.due + queue.repeats) * due_pace) / 60 + 0.49)


def card_in_review(learner: Learner, schedule_id: int) -> Schedule:
    """A schedule with what its card's page shows."""
    return Schedule.objects.of(learner).select_related("card__deck", "card__topic").get(pk=schedule_id)


@dataclass(frozen=True)
class ComingDay:
    day: date
    count: int
    capped: bool  # there are more than could be counted


def next_due_days(learner: Learner, today: date, days: int = 3) -> list[ComingDay]:
    """The next days on which cards come, and how many."""
    coming = (
        Schedule.objects.of(learner)
        .active()
        .filter(planned_for__gt=today)
        .order_by("planned_for")
        .values_list("planned_for", flat=True)[: settings.DUE_WINDOW]
    )
    counts = Counter(coming)
    full = sum(counts.values()) == settings.DUE_WINDOW
    last = max(counts, default=None)
    return [ComingDay(day, count, full and day == last) for day, count in sorted(counts.items())[:days]]
