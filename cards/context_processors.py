"""What every page's header shows, and whether mail reaches anybody."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest

from cards.accounts.themes import theme_of
from cards.queries.streaks import streak_of
from cards.today import latest_study_day, study_day_of


def header(request: HttpRequest) -> dict[str, object]:
    """`streak`, `current` and `theme` are worked out where a header is drawn; without `sends_mail` mail only goes to a
    file."""
    return {
        "streak": cache(lambda: _streak(request)),
        "current": cache(lambda: current(request.path)),
        "theme": cache(lambda: theme_of(request)),
        "sends_mail": bool(settings.MAIL_HOST),
    }


def current(path: str) -> dict[str, str]:
    """The aria-current of each link in the header: "page" on the very page, "true" on those below it, else empty."""

    def of(page: str, *below: str) -> str:
        return "page" if path == page else "true" if path.startswith(below) else ""

    return {
        "today": of("/", "/review/"),
        "decks": of("/decks/", "/decks/"),
        "stories": of("/stories/", "/stories/"),
        "cards": of("/cards/", "/cards/"),
        "progress": of("/progress/", "/progress/"),
        "login": of("/accounts/login/"),
    }


def _streak(request: HttpRequest) -> int:
    learner = getattr(request, "user", None)
    if learner is None or not learner.is_authenticated:
        return 0
    return streak_of(learner, latest_study_day(request), study_day_of(request))
