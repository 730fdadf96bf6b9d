"""What is next in a learner's study day, and how much is left: read in one statement whose cost no collection moves.

The order is that of docs/decisions.md: due cards, most overdue for their interval first, new ones spread among them,
same-day repeats at the end. Siblings of a card reviewed today wait until tomorrow.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from cards.models import Learner, Schedule, StudyDay
from cards.models.statements import CardInReview, read_queue, read_recent_reviews
from cards.scheduling import allowance, pace, takes_new

PACE_REVIEWS = 50  # the last so many reviews of a kind tell the learner's pace


@dataclass(frozen=True)
class Queue:
    """What is left of a study day. Counts stop at settings.DUE_WINDOW; `next` is None at the end."""

    new: int
    due: int
    repeats: int
    next: CardInReview | None
    new_held: int  # new cards that the daily limits keep for another day
    due_held: int

    @property
    def left(self) -> int:
        return self.new + self.due + self.repeats


def queue_of(learner: Learner, today: date, done: StudyDay | None) -> Queue:
    """The learner's queue on the study day `today`, after what `done` (the StudyDay of today, if any) says is done."""
    new_done, due_done, seconds_done = (done.new, done.due_done, done.seconds) if done else (0, 0, 0)
    # Enough to fill today's new cards although five clozes of one text count once, and to tell whether more wait.
    window = settings.DUE_WINDOW
    new_window = min(window, max(1, learner.new_per_day - new_done) * 6)
    due_waiting, new_waiting, repeats, candidates = read_queue(learner.pk, today, window=window, new=new_window)
    new_waiting = min(new_waiting, window)
    due_pace, new_pace = _paces(learner) if learner.minutes_per_day is not None else (0, 0)
    due, new = allowance(learner.limits, new_done, due_done, seconds_done, due_waiting, new_waiting, due_pace, new_pace)
    if takes_new(new_done, new, due_done, due):
        part = "new"
    else:
        part = "due" if due else "again"
    return Queue(new, due, repeats, candidates.get(part), new_waiting - new, due_waiting - due)


def _paces(learner: Learner) -> tuple[float, float]:
    """Seconds a review and seconds a new card, at this learner's own pace."""
    by_phase: dict[bool, list[float]] = {True: [], False: []}
    for phase, seconds in recent_seconds(learner):
        by_phase[phase == 0].append(seconds)
    return pace(by_phase[False], 30), pace(by_phase[True], 60)


def recent_seconds(learner: Learner) -> list[tuple[int, int]]:
    """(phase, seconds) of the learner's last reviews that were timed."""
    reviews = read_recent_reviews(learner.pk, 4 * PACE_REVIEWS)
    return [(phase, seconds) for phase, seconds in reviews if seconds]


def minutes_left(learner: Learner, queue: Queue) -> int:
    """How long the rest of the queue takes at the learner's own pace, rounded up to minutes."""
    due_pace, new_pace = _paces(learner)
    return round((queue.new * new_pace + (queue.due + queue.repeats) * due_pace) / 60 + 0.49)


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
