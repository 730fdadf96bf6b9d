"""Coming back after days away: what is waiting is spread over days, or done at once. Nothing is lost either way."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from cards.models import Learner, Receipt
from cards.models.learner import Spread
from cards.models.statements import read_latest_days
from cards.queries.backlog import backlog_of
from cards.queries.queue import queue_of
from cards.services.once import once

WAYS_BACK = SPREAD, AT_ONCE, AS_USUAL = "spread", "now", "usual"
DAYS_READ = 10  # the latest so many study days tell what a usual one is


def come_back(learner: Learner, how: str, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Spread what is waiting, review it all today, or go on by the usual limit, which takes both back.

    Returns {"reviews": a day, "until": ISO date}, or {} where nothing is waiting.
    """

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        today = learner.study_day(now)
        learner.spread = None
        chosen = None if how == AS_USUAL else _chosen(learner, how, today)
        learner.spread = chosen and chosen.stored
        learner.save(update_fields=["spread"])
        return learner.spread or {}

    return once(learner, key, "come-back", {"how": how}, write, now=now)


def _chosen(learner: Learner, how: str, today: date) -> Spread | None:
    days = read_latest_days(learner.pk, DAYS_READ)
    done = next((row for row in days if row.day == today), None)
    waits = backlog_of(learner, days, queue_of(learner, today, done), today)
    if waits is None:
        return None
    if how == AT_ONCE:
        return Spread(today, waits.waiting + (done.due_done if done else 0))
    return Spread(today + timedelta(days=waits.days - 1), waits.reviews)
