"""What every page's header shows, and whether mail reaches anybody."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from cards.models import StudyDay
from cards.scheduling import kept_streak


def header(request: HttpRequest) -> dict[str, object]:
    """`streak`, read only by the pages that draw the header; `sends_mail`: else mail only goes to a file."""
    return {"streak": cache(lambda: _streak(request)), "sends_mail": bool(settings.MAIL_HOST)}


def _streak(request: HttpRequest) -> int:
    learner = getattr(request, "user", None)
    if learner is None or not learner.is_authenticated:
        return 0
    latest = getattr(request, "latest_study_day", None) or StudyDay.objects.latest_of(learner)
    if latest is None:
        return 0
    return kept_streak(latest.streak, latest.day, learner.study_day(timezone.now()), learner.rest_days, learner.skipped)
