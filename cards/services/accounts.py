"""What a learner does to the account itself: change its settings, stop the reminders, delete it all."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection, transaction

from cards.models import Attempt, Card, Deck, Learner, Receipt, Review, Rung, Schedule, Snapshot
from cards.models.card_index import card_index
from cards.scheduling import skipped_days
from cards.services.once import once
from cards.services.replanning import plan_by
from cards.services.retry import retried
from cards.services.study_days import locked, recount_streaks

MAY_BE_EMPTY = {"minutes_per_day", "reminder_hour"}
TYPES = {"scheduler": str, "time_zone": str, "theme": str, "show_intervals": bool, "ticks_points": bool}


def save_settings(learner: Learner, values: dict[str, Any], *, key: UUID, now: datetime) -> None:
    """Store settings, by the names of Learner's columns. No journey and no change of rest days costs a streak.

    Another scheduler plans every card afresh from the log, a long one after a while (services/replanning.py); choosing
    the one from before brings back what was there.
    """
    _check(values)

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        clock, excused, weekdays_off = (learner.zone, learner.rollover), learner.excused, learner.weekdays_off
        today = record.today
        columns = [column for column in values if column != "scheduler"]
        for column in columns:
            setattr(learner, column, values[column])
        learner.skipped_days = _skipped(learner, clock, now)
        given_up = {str(day): today.isoformat() for day in weekdays_off - learner.weekdays_off}
        rested = {str(day): last.isoformat() for day, last in excused.rested_through.items()}
        learner.rested_through = rested | given_up
        learner.save(update_fields=[*columns, "skipped_days", "rested_through"])
        if learner.excused != excused:
            recount_streaks(learner)
        if "scheduler" in values:
            plan_by(learner, now, scheduler=values["scheduler"])
        return {}

    once(learner, key, "settings", values, write, now=now)


def _check(values: dict[str, Any]) -> None:
    """Raises ValueError for a value of another type than its column's: True and 4.0 would pass for numbers."""
    for column, value in values.items():
        if column in MAY_BE_EMPTY and value is None:
            continue
        if column == "rest_days":
            is_right = all(type(day) is int and day in range(7) for day in value)
        elif column in TYPES:
            is_right = type(value) is TYPES[column]
        else:
            is_right = isinstance(value, int) and not isinstance(value, bool)
        if not is_right:
            raise ValueError(f"{column} cannot be {value!r}")


def _skipped(learner: Learner, before: tuple[ZoneInfo, int], now: datetime) -> list[str]:
    """The study days that the learner's moves jumped over, with this one's; ISO dates in order.

    All of them stay: a streak longer than we remember would break where we forgot.
    """
    after = (learner.zone, learner.rollover)
    new = set(skipped_days(now, *before, *after)) if before != after else set()
    return [day.isoformat() for day in sorted(learner.skipped | new)]


def want_more_new(learner: Learner, number: int, *, key: UUID, now: datetime) -> None:
    """So many new cards more than the limit, on this study day alone."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        today = record.today
        wanted = learner.limits_on(today).new - learner.limits.new
        learner.more_new, learner.more_new_on = min(wanted + number, settings.MOST_PER_DAY), today
        learner.save(update_fields=["more_new", "more_new_on"])
        return {}

    once(learner, key, "more-new", {"number": number}, write, now=now)


def stop_reminders(learner_id: int) -> None:
    Learner.objects.filter(pk=learner_id).update(reminder_hour=None)


@retried
def delete_account(learner: Learner) -> None:
    """Delete the learner and every row that belongs to them, their sessions on all devices included.

    Raises Learner.DoesNotExist if another request was first.
    """
    with transaction.atomic():
        _wait_for_writes(learner)
        for session in UserSession.objects.filter(user=learner):
            session.end()
        # Of these there may be ten thousands, and Django would read each first, for what may hang on it.
        for model in (Rung, Review, Schedule, Attempt, Snapshot):
            model.objects.filter(learner=learner.pk)._raw_delete(connection.alias)
        Card.objects.filter(deck__owner=learner)._raw_delete(connection.alias)
        # All the rest. That nothing is left behind, the database looks at the end.
        Learner.objects.get(pk=learner.pk).delete()
    card_index().forget()
    _cut_log()


def _wait_for_writes(learner: Learner) -> None:
    """Let what is under way be finished, and nothing new be stored, so that no row turns up in a table emptied before.

    Every write locks, at its commit, the learner its rows refer to. The last lock here makes those writes wait. It
    cannot be taken first: a write that holds one of the other rows would wait for it, and we for the write.
    """
    locked(learner)
    for rows in (
        Deck.objects.filter(owner=learner.pk),
        Card.objects.filter(deck__owner=learner.pk),
        Schedule.objects.of(learner),
    ):
        list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    Learner.objects.select_for_update().get(pk=learner.pk)


def _cut_log() -> None:
    """SQLite overwrites deleted rows in its file (secure_delete), but its log may still hold them.

    The pragma waits for readers up to the busy timeout and then gives up without an error: the log is overwritten
    in time anyway. Inside a transaction there is nothing to cut yet.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
