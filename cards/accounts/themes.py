"""Light, dark or as the system: a learner's own choice, and in a cookie a browser's, for pages that know no learner."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cards.models import Learner

YEAR = 60 * 60 * 24 * 365


def theme_of(request: HttpRequest) -> str:
    """The theme of the page: the signed-in learner's, else this browser's."""
    learner = getattr(request, "user", None)
    if learner is not None and learner.is_authenticated:
        return learner.shown_in
    return theme_of_browser(request)


def theme_of_browser(request: HttpRequest) -> str:
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return theme if theme in Learner.Theme else Learner.Theme.SYSTEM


def remember_theme(response: HttpResponse, theme: str) -> None:
    response.set_cookie(
        settings.THEME_COOKIE_NAME,
        str(theme),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
