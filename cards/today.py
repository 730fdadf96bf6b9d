"""What a request knows of its learner's today, each worked out once: the study day, and what was studied on it."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from cards.models import StudyDay
from cards.models.statements import read_latest_days
from cards.scheduling import DAYS_AHEAD
from cards.services.plans import keep_pace


def study_day_of(request: HttpRequest) -> date:
    """The learner's study day; a visitor's is the day in UTC."""
    if not hasattr(request, "study_day"):
        now = timezone.now()
        if request.user.is_authenticated:
            request.study_day = request.user.study_day(now)
            keep_pace(request.user, request.study_day)
        else:
            request.study_day = now.date()
    return request.study_day


def begin_day(request: HttpRequest) -> None:
    """Before a write: the first of a day may come from a page of an earlier one, and what plans ask is worked out then.

    Nothing for who has no plan: a grade works its study day out by itself.
    """
    if request.user.paced or request.user.spread:
        study_day_of(request)


def done_today(request: HttpRequest) -> StudyDay | None:
    """Today's StudyDay, if the learner has studied."""
    if not hasattr(request, "done_today"):
        keep_days(request, read_latest_days(request.user.pk, 1 + DAYS_AHEAD))
    return request.done_today


def latest_study_day(request: HttpRequest) -> StudyDay | None:
    """The last day that the learner studied: the streak of the header is counted from it."""
    if not hasattr(request, "latest_study_day"):
        request.latest_study_day = next(iter(read_latest_days(request.user.pk, 1)), None)
    return request.latest_study_day


def keep_days(request: HttpRequest, days: list[StudyDay]) -> None:
    """For a page that has read the learner's days, the latest first. After a journey west the latest is not today."""
    today = study_day_of(request)
    request.latest_study_day = days[0] if days else None
    request.done_today = next((row for row in days if row.day == today), None)


def keep_today(request: HttpRequest, done: StudyDay) -> None:
    """For a write that answered with today's StudyDay: nothing of it is read or worked out again."""
    request.study_day, request.done_today, request.latest_study_day = done.day, done, done
