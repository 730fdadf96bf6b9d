"""The ways of reviewing that do not follow the queue: each finds its next card, and the review page does the rest."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from cards.models import Learner
from cards.queries.missed import lessons_of, next_missed
from cards.queries.practice import points_missed
from cards.queries.queue import next_ahead


class Step(NamedTuple):
    """The schedule that comes next, and where it stands in its session, in words."""

    schedule: int
    place: str = ""


class Ahead(NamedTuple):
    """A way of reviewing that does not follow the queue. `name` goes with its forms; `nothing` is said at its end, or
    there is a page `end` that says more.
    """

    name: str
    page: str
    title: str
    next: Callable[[Learner, date], Step | None]
    nothing: str = ""
    end: str = ""


def _placeless(following: Callable[[Learner, date], int | None]) -> Callable[[Learner, date], Step | None]:
    def step(learner: Learner, today: date) -> Step | None:
        schedule = following(learner, today)
        return Step(schedule) if schedule else None

    return step


def _next_lesson(learner: Learner, today: date) -> Step | None:
    session = lessons_of(learner, today, points_missed(learner)).session
    if session.next is None:
        return None
    place = f"{len(session.asked) + 1} of {session.total}" if session.waiting else "once more"
    return Step(session.next.pk, place)


AHEAD = Ahead(
    "on",
    "review-ahead",
    "Ahead of its day",
    _placeless(next_ahead),
    "There is nothing to review ahead: no card that you have started is still to come.",
)
MISSED = Ahead(
    "missed",
    "review-missed",
    "What you miss most",
    _placeless(next_missed),
    "Of what you miss most, nothing is left to be asked today.",
)
POINTS = Ahead("points", "review-points", "What I miss", _next_lesson, end="practice-missed")
WAYS = {way.name: way for way in (AHEAD, MISSED, POINTS)}
