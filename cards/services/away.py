"""Days away: known in advance, said in advance. On them nothing is asked, and a plan moves its work before and after.

Only days to come can be said and taken back: a day that was missed stays missed, one that was away stays so.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from cards.kinds import Unfit
from cards.models import Learner, Receipt
from cards.models.learner import Stretch
from cards.services.limits import TooMuch
from cards.services.once import once
from cards.services.plans import repace
from cards.services.study_days import recount_streaks

VERSIONS = 6  # of the list, so that five changes can be undone


def go_away(learner: Learner, first: date, last: date, *, key: UUID, now: datetime) -> None:
    """Be away from `first` to `last`, both included. Raises TooMuch, Unfit for days that are past or reversed."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        today = record.today
        if not today <= first <= last:
            raise Unfit(f"{first:%-d %B} to {last:%-d %B} are no days to come.")
        stretches = joined([*learner.away, (first, last)])
        if len([stretch for stretch in stretches if stretch[1] >= today]) > settings.MOST_STRETCHES_AWAY:
            raise TooMuch(f"At most {settings.MOST_STRETCHES_AWAY} stretches of days away are kept at a time.")
        _store(learner, [*_versions(learner), stretches], today)
        return {}

    once(learner, key, "go-away", {"first": first, "last": last}, write, now=now)


def stay(learner: Learner, first: date, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Take back the stretch that begins on that day; what is over of it was away. Returns {"stayed": was there one}."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        left = [stretch for stretch in learner.away if stretch[0] != first]
        is_there = len(left) < len(learner.away)
        if is_there:
            _store(learner, [*_versions(learner), left], record.today)
        return {"stayed": is_there}

    return once(learner, key, "stay", {"first": first}, write, now=now)


def undo_away(learner: Learner, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Take back the last change of the days away. Returns {"undone": whether there was one}."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        versions = _versions(learner)
        if len(versions) < 2:
            return {"undone": False}
        _store(learner, versions[:-1], record.today)
        return {"undone": True}

    return once(learner, key, "undo-away", {}, write, now=now)


def can_undo_away(learner: Learner) -> bool:
    return len(_versions(learner)) > 1


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same days in as few stretches as can be, in order."""
    found: list[Stretch] = []
    for first, last in sorted(stretches):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _versions(learner: Learner) -> list[Any]:
    """The lists that were, and the one that is. Before the first change there was none."""
    return learner.days_away if isinstance(learner.days_away, list) and learner.days_away else [[]]


def _store(learner: Learner, versions: list[Any], today: date) -> None:
    """Let the last version count from today on. The days before today were away if those that counted until now say
    so, and stay it: nobody makes a missed day good afterwards, and a plan's shares of its days stay what they are.
    """
    yesterday = today - timedelta(days=1)
    past = [(first, min(last, yesterday)) for first, last in learner.away if first <= yesterday]
    *earlier, coming = (_coming(version, today) for version in versions[-VERSIONS:])
    learner.days_away = [*map(_stored, earlier), _stored(joined([*past, *coming]))]
    learner.save(update_fields=["days_away"])
    recount_streaks(learner)
    repace(learner, today)


def _coming(version: Iterable[Any], today: date) -> list[Stretch]:
    """Of a version, the days that are not over."""
    return [(max(first, today), last) for first, last in _read(version) if last >= today]


def _read(version: Iterable[Any]) -> list[Stretch]:
    return [tuple(day if isinstance(day, date) else date.fromisoformat(day) for day in each) for each in version]


def _stored(stretches: Iterable[Stretch]) -> list[list[str]]:
    return [[day.isoformat() for day in stretch] for stretch in stretches]
