"""Browsers that have signed in before.

Wrong passwords from anywhere hold back whoever guesses, not the learner: a browser that once got in has a count of its
own. The cookie opens nothing. It says which learners signed in here, under a signature, and only decides which
attempts are counted together.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from cards.models import Learner

SALT = "prep.device"
YEAR = 60 * 60 * 24 * 365
MOST_LEARNERS = 5  # of one browser


def known_device(request: HttpRequest, learner: Learner) -> str:
    """The browser's id if this learner has signed in with it, else empty."""
    device = _device(request)
    return device["id"] if learner.pk in device["learners"] else ""


def remember_device(request: HttpRequest, response: HttpResponse, learner: Learner) -> None:
    others = [pk for pk in _device(request)["learners"] if pk != learner.pk]
    _keep(request, response, [learner.pk, *others][:MOST_LEARNERS])


def forget_learner(request: HttpRequest, response: HttpResponse, learner: Learner) -> None:
    """Whose account is gone: the others of this browser stay known."""
    _keep(request, response, [pk for pk in _device(request)["learners"] if pk != learner.pk])


def _keep(request: HttpRequest, response: HttpResponse, learners: list[int]) -> None:
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"id": _device(request)["id"], "learners": learners}, salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _device(request: HttpRequest) -> dict[str, object]:
    try:
        return signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(16), "learners": []}
