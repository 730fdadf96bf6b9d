"""What a learner does to the account itself: change its settings, stop the reminders. Its end is in leaving.py."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from cards.models import Learner, Receipt
from cards.scheduling import Excused, skipped_days
from cards.services.once import once
from cards.services.replanning import plan_by
from cards.services.study_days import recount_streaks

MAY_BE_EMPTY = {"minutes_per_day", "reminder_hour"}
TYPES = {"scheduler": str, "time_zone": str, "theme": str, "show_intervals": bool, "ticks_points": bool}


def save_settings(learner: Learner, values: dict[str, Any], *, key: UUID, now: datetime) -> None:
    """Store settings, by the names of Learner's columns. No journey and no change of rest days costs a streak.

    Another scheduler plans every card afresh from the log, a long one after a while (services/replanning.py); choosing
    the one from before brings back what was there.
    """
    _check(values)

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        clock, excused = (learner.zone, learner.rollover), learner.excused
        columns = [column for column in values if column != "scheduler"]
        for column in columns:
            setattr(learner, column, values[column])
        learner.skipped_days = _skipped(learner, clock, now)
        _change_rest_days(learner, excused, record.today)
        learner.save(update_fields=[*columns, "skipped_days", "rested_since", "rested_through"])
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


def _change_rest_days(learner: Learner, before: Excused, today: date) -> None:
    """A weekday is a rest day from the day it is chosen to the day it is given up, both included."""
    since, through, rested = dict(before.rested_since), dict(before.rested_through), learner.skipped
    chosen = learner.weekdays_off
    for weekday in set(before.rest_days) - chosen:
        first = since.get(weekday)
        if first is None:
            through[weekday] = today
        else:
            days = (date.fromordinal(day) for day in range(first.toordinal(), today.toordinal() + 1))
            rested |= {day for day in days if day.weekday() == weekday}
    since |= dict.fromkeys(chosen - set(before.rest_days), today)
    learner.rested_since = {str(weekday): day.isoformat() for weekday, day in since.items() if weekday in chosen}
    learner.rested_through = {str(weekday): day.isoformat() for weekday, day in through.items()}
    learner.skipped_days = [day.isoformat() for day in sorted(rested)]


def want_more_new(learner: Learner, number: int, *, key: UUID, now: datetime) -> None:
    """So many new cards more than the limit, on this study day alone."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        today = record.today
        wanted = max(0, learner.more_new) if learner.more_new_on == today else 0
        learner.more_new, learner.more_new_on = min(wanted + number, settings.MOST_PER_DAY), today
        learner.save(update_fields=["more_new", "more_new_on"])
        return {}

    once(learner, key, "more-new", {"number": number}, write, now=now)


def stop_reminders(learner_id: int) -> None:
    Learner.objects.filter(pk=learner_id).update(reminder_hour=None)
