"""What is waiting after days away, from the study days and the queue that Today reads anyway."""

from collections.abc import Iterable
from datetime import date

from cards.models import Learner, StudyDay
from cards.queries.queue import Queue
from cards.scheduling.backlog import Backlog, backlog


def backlog_of(learner: Learner, days: Iterable[StudyDay], queue: Queue, today: date) -> Backlog | None:
    """None for whoever wants no reviews at all. `days`: the learner's latest study days."""
    before = [row for row in days if row.day < today]
    if not before or learner.reviews_per_day <= 0:
        return None
    reviews = [row.due_done for row in before if row.due_done]
    a_day = round(sum(reviews) / len(reviews)) if reviews else 0
    away = (today - max(row.day for row in before)).days - 1
    return backlog(queue.due + queue.due_held, a_day, away)
