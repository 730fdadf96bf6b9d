"""Coming back after days away: what is waiting is spread over days, done at once, or the least useful of it put off.

Nothing is lost whichever way, and each is taken back by going on as usual.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import ceil
from statistics import mean
from typing import Any
from uuid import UUID

from cards.models import Learner, Receipt, Schedule
from cards.models.learner import Spread
from cards.models.statements import read_latest_days
from cards.queries.backlog import backlog_of, minutes_now, to_put_off
from cards.queries.queue import queue_of
from cards.queries.spare_time import due_by_use
from cards.scheduling.backlog import Backlog, put_off_until
from cards.services.holding import hold_again
from cards.services.once import once
from cards.services.plans import give_today, repace
from cards.services.putting_off import put_off_by

WAYS_BACK = SPREAD, AT_ONCE, LATER, AS_USUAL, NOT_TODAY = "spread", "now", "later", "usual", "not-today"
WEEK = 7
DAYS_READ = 10  # the latest so many study days tell what a usual one is


def come_back(learner: Learner, how: str, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Spread what is waiting, review it all today, put the least useful off, or go on by the usual limit, which takes
    each of them back. Or ask nothing more today, which needs no days away; a plan has its own way to that.

    Returns {"reviews": a day, "until": ISO date, …}, or {} where nothing is waiting.
    """

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        today = record.today
        if how == NOT_TODAY and (learner.pace or learner.is_free_on(today)):
            return {}
        if how == NOT_TODAY:
            told = {"before": learner.spread} if learner.spread else {}
            learner.spread, off = _not_today(learner, record, today)
            learner.save(update_fields=["spread"])
            return learner.spread | off | told
        _take_back(learner, today)
        while how != AS_USUAL and learner.spread:
            _take_back(learner, today)
        waits = None if how == AS_USUAL else waiting(learner, today)
        if waits is None:
            learner.save(update_fields=["spread"])
            return {}
        choices = {SPREAD: _spread, AT_ONCE: _at_once, LATER: _later}
        learner.spread, told = choices[how](learner, waits, record, today)
        learner.save(update_fields=["spread"])
        return learner.spread | told

    return once(learner, key, "come-back", {"how": how}, write, now=now)


def waiting(learner: Learner, today: date) -> Backlog | None:
    days = read_latest_days(learner.pk, DAYS_READ)
    done = next((row for row in days if row.day == today), None)
    return backlog_of(learner, days, queue_of(learner, today, done), today)


def _spread(learner: Learner, waits: Backlog, _: Receipt, today: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """With a plan, its minutes do the spreading: the limit of reviews stays."""
    reviews = learner.reviews_per_day if learner.pace else waits.reviews
    return Spread(today + timedelta(days=waits.days - 1), reviews).stored, {}


def _at_once(learner: Learner, waits: Backlog, _: Receipt, today: date) -> tuple[dict[str, Any], dict[str, Any]]:
    days = read_latest_days(learner.pk, 1)
    done = days[0].due_done if days and days[0].day == today else 0
    pressed = learner.presses_on(today)
    give_today(learner, (minutes_now(learner, today),), today)
    return Spread(today, waits.waiting + done, at_once=True, pressed=pressed if any(pressed) else ()).stored, {}


def _later(learner: Learner, waits: Backlog, record: Receipt, today: date) -> tuple[dict[str, Any], dict[str, Any]]:
    off = to_put_off(learner, waits, today)
    by_day = _put_off(learner, off)
    if learner.pace:
        repace(learner, today)
    spread = Spread(_last_day(off, today), learner.reviews_per_day, len(off), record.pk)
    return spread.stored, {"off": by_day, "is_planned": learner.pace is not None}


def _not_today(learner: Learner, record: Receipt, today: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is due comes half a usual day's worth a day, what loses most by waiting first. That of tomorrow is not put
    off, so that the streak knows the day as one that was missed.
    """
    cards = due_by_use(learner, today)
    usual = [row.due_done for row in read_latest_days(learner.pk, DAYS_READ) if row.due_done and row.day < today]
    a_week = 2 * ceil(len(cards) / WEEK)  # after which all are back, however little is usual
    off = put_off_until(cards, max(round(mean(usual)) if usual else len(cards), a_week), today)
    off = {card: day for card, day in off.items() if day > today + timedelta(days=1)}
    by_day = _put_off(learner, off)
    spread = Spread(_last_day(off, today), learner.reviews_per_day, len(off), record.pk, free_on=today)
    return spread.stored, {"off": by_day, "is_planned": False}


def _put_off(learner: Learner, off: Mapping[int, date]) -> dict[str, list[int]]:
    """Returns the cards by the day."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for card, day in off.items():
        by_day[day].append(card)
    for day, cards in by_day.items():
        Schedule.objects.of(learner).filter(card__in=cards).update(buried_until=day)
    return {day.isoformat(): cards for day, cards in by_day.items()}


def _last_day(off: Mapping[int, date], today: date) -> date:
    return max(today, max(off.values(), default=today) - timedelta(days=1))


def _take_back(learner: Learner, today: date) -> None:
    """What was chosen last. Of cards that were put off, those that are so still; what "No time today" was chosen over
    goes on.
    """
    chosen = learner.spread_out
    learner.spread = None
    if chosen is None:
        return
    if chosen.receipt:
        told = put_off_by(learner, chosen)
        before = Spread.of(told["before"]) if "before" in told else None
        learner.spread = before.stored if before and before.until >= today else None
        for day, cards in told.get("off", {}).items():
            Schedule.objects.of(learner).filter(card__in=cards, buried_until=day).update(buried_until=None)
        hold_again(learner, today)
        if learner.pace:
            repace(learner, today)
    elif chosen.at_once and chosen.until == today:
        give_today(learner, chosen.pressed or (0,), today)
