"""The ways of reviewing that do not follow the queue: each finds its next card, and the review page does the rest."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from cards.models import Deck, Learner
from cards.queries.decks import built_in_deck
from cards.queries.holding import held_cards
from cards.queries.missed import lessons_of, next_missed
from cards.queries.practice import points_missed
from cards.queries.queue import next_ahead
from cards.queries.readiness import next_of_stage
from cards.queries.spare_time import next_useful
from cards.stages import stage_title


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
    arguments: tuple[str, ...] = ()  # of its page

    @property
    def address(self) -> str:
        return reverse(self.page, args=self.arguments)


class OfStage(NamedTuple):
    """A session of one stage: so many cards of it, new ones or those least sure. Its name, which goes with its forms,
    says how many are left.
    """

    what: str  # "new" or "again"
    left: int
    slug: str
    stage: str
    deck: Deck | None = None  # where somebody has read it

    def __call__(self, learner: Learner, today: date) -> Step | None:
        deck = (self.deck or built_in_deck(self.slug)) if self.left > 0 else None
        schedule = next_of_stage(learner, deck, self.stage, self.what, today) if deck else None
        return Step(schedule, f"{self.left} left") if schedule else None

    @property
    def way(self) -> Ahead:
        said = f"That was it for {stage_title(self.stage)}." if self.left == 0 else NOTHING_OF_STAGE
        numbered = (self.slug, self.stage, self.what, str(self.left))
        name = f"{self.what}.{self.left}.{self.slug}.{self.stage}"
        return Ahead(name, "review-stage", stage_title(self.stage), self, said, arguments=numbered)


class OfTime(NamedTuple):
    """A session of some minutes: so many cards, each time the one that a minute does most for."""

    left: int

    def __call__(self, learner: Learner, today: date) -> Step | None:
        schedule = next_useful(learner, today) if self.left > 0 else None
        return Step(schedule, f"{self.left} left") if schedule else None

    @property
    def way(self) -> Ahead:
        said = "That was it for now." if self.left == 0 else NOTHING_MORE
        return Ahead(f"time.{self.left}", "review-time", "What helps most now", self, said, arguments=(str(self.left),))


NOTHING_MORE = "There is nothing more to be asked today."
NOTHING_OF_STAGE = "Of this stage there is nothing more of that kind to be asked today."
MOST_OF_STAGE = 999
TIMED = re.compile(r"time\.(\d{1,3})")
NAMED = re.compile(r"(new|again)\.(\d{1,3})\.([a-z0-9-]+)\.([a-z0-9-]+)")


def way_called(name: str) -> Ahead | None:
    """By the name that a form or an address carries."""
    if known := WAYS.get(name):
        return known
    if timed := TIMED.fullmatch(name):
        return OfTime(int(timed[1])).way
    named = NAMED.fullmatch(name)
    return OfStage(named[1], int(named[2]), named[3], named[4]).way if named else None


def after_a_grade(way: Ahead) -> Ahead:
    """The same session with one card less to go."""
    return _changed(way, -1)


def after_undo(way: Ahead) -> Ahead:
    """The card whose grade was taken back is asked in it again."""
    return _changed(way, 1)


def _changed(way: Ahead, by: int) -> Ahead:
    session = way.next
    if not isinstance(session, OfStage | OfTime):
        return way
    return session._replace(left=min(MOST_OF_STAGE, max(0, session.left + by))).way


def _placeless(following: Callable[[Learner, date], int | None]) -> Callable[[Learner, date], Step | None]:
    def step(learner: Learner, today: date) -> Step | None:
        schedule = following(learner, today)
        return Step(schedule) if schedule else None

    return step


def _next_lesson(learner: Learner, today: date) -> Step | None:
    session = lessons_of(learner, today, points_missed(learner, held_cards(learner, today))).session
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
