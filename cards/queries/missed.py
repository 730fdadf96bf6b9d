"""What a learner misses, of cards and of points in practice, and which card is asked next in a session of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count

from cards.models import Learner, Review, Schedule
from cards.queries.practice import Dimension, worst_first
from cards.queries.practice import Missed as MissedPoint
from cards.queries.queue import due_now
from cards.scheduling import HARD

LAST_DAYS = 30
FEWEST_DAYS = 2  # a card that was missed on one day is simply being learned


@dataclass(frozen=True)
class Missed:
    schedule: Schedule
    days: int  # of the last LAST_DAYS, on which it was missed
    is_due_now: bool


def missed_cards(learner: Learner, today: date) -> list[Missed]:
    """The cards that were missed on most of the last days, those forgotten most often first; at most
    settings.MISSED_CARDS, and none that is suspended or not studied at the moment.
    """
    days = _days_missed(learner, today)
    rows = Schedule.objects.of(learner).active().filter(card__in=days).select_related("card__deck", "card__topic")
    rows = rows.defer("card__content", "card__html", "card__search", "memory", "note", "note_html")
    asked = set(Schedule.objects.filter(card__in=days, pk__in=due_now(learner, today)).values_list("pk", flat=True))
    found = [Missed(row, days[row.card_id], row.pk in asked) for row in rows]
    found.sort(key=lambda missed: (-missed.days, -missed.schedule.lapses, missed.schedule.card_id))
    return found[: settings.MISSED_CARDS]


def _days_missed(learner: Learner, today: date) -> dict[int, int]:
    """On how many of the last days each card was missed, of those with the most."""
    reviews = Review.objects.of(learner).counted().filter(study_day__gt=today - timedelta(days=LAST_DAYS))
    missed = reviews.filter(study_day__lte=today, quality__lt=HARD).order_by().values("card")
    counted = missed.annotate(days=Count("study_day", distinct=True)).filter(days__gte=FEWEST_DAYS)
    # Some more than are shown: those that are suspended or shelved make way for others.
    return dict(counted.order_by("-days", "card").values_list("card", "days")[: 4 * settings.MISSED_CARDS])


def next_missed(learner: Learner, today: date) -> int | None:
    """The schedule that a session of what is missed most asks next: each card once, and again at the end those that
    come back today. One that was reviewed today already proves nothing more by a second pass, and one text's gaps are
    asked on different days.
    """
    session = session_of(learner, today, [missed.schedule for missed in missed_cards(learner, today)])
    return session.next and session.next.pk


@dataclass(frozen=True)
class Session:
    """What is left today of some cards, in their order, and which of them were asked."""

    asked: list[Schedule]
    waiting: list[Schedule]
    repeats: list[Schedule]  # of those asked, the ones that come back today

    @property
    def next(self) -> Schedule | None:
        return next(iter(self.waiting + self.repeats), None)

    @property
    def left(self) -> int:
        return len(self.waiting) + len(self.repeats)

    @property
    def total(self) -> int:
        return len(self.asked) + len(self.waiting)


def session_of(learner: Learner, today: date, rows: list[Schedule]) -> Session:
    rows = [row for row in rows if not row.buried_until or row.buried_until <= today]
    texts = {row.siblings for row in rows if row.siblings}
    others = Schedule.objects.of(learner).filter(siblings__in=texts, reviewed_on=today)
    asked = set(others.values_list("siblings", flat=True)) if texts else set()
    return Session(
        asked=[row for row in rows if row.reviewed_on == today],
        waiting=[row for row in rows if row.reviewed_on != today and row.siblings not in asked],
        repeats=sorted((row for row in rows if row.repeat_on == today), key=lambda row: row.reviewed_at),
    )


# Points of practice ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lesson:
    """A card that teaches a point which was missed, the weakest of its points; and what came of it today."""

    missed: MissedPoint
    schedule: Schedule | None  # None: the learner does not study that card, or not at the moment
    qualities: list[int]  # of today's reviews of it, in order


@dataclass(frozen=True)
class Lessons:
    session: Session
    lessons: list[Lesson]  # the weakest point first, those that are not studied last

    @property
    def recalled(self) -> int:
        """How many of those asked today were known at once."""
        return sum(bool(lesson.qualities) and lesson.qualities[0] >= HARD for lesson in self.lessons)


def lessons_of(learner: Learner, today: date, dimensions: Iterable[Dimension]) -> Lessons:
    """At most settings.MISSED_CARDS that are studied: more is not for one session."""
    weakest: dict[int, MissedPoint] = {}
    for each in worst_first(point for dimension in dimensions for point in dimension.missed):
        if each.teacher:
            weakest.setdefault(each.teacher.pk, each)
    rows = Schedule.objects.of(learner).active().filter(card__in=weakest).defer("memory", "note", "note_html")
    studied = {row.card_id: row for row in rows}
    in_session = [studied[pk] for pk in weakest if pk in studied][: settings.MISSED_CARDS]
    shown = [row.card_id for row in in_session] + [pk for pk in weakest if pk not in studied]
    qualities: dict[int, list[int]] = defaultdict(list)
    reviews = Review.objects.of(learner).counted().filter(card__in=studied, study_day=today).in_order()
    for card, quality in reviews.values_list("card", "quality"):
        qualities[card].append(quality)
    lessons = [Lesson(weakest[pk], studied.get(pk), qualities[pk]) for pk in shown]
    return Lessons(session_of(learner, today, in_session), lessons)
