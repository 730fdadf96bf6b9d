"""What a learner misses most, and which of it is asked next in a session of its own."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count

from cards.models import Learner, Review, Schedule
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
    rows = [missed.schedule for missed in missed_cards(learner, today)]
    rows = [row for row in rows if not row.buried_until or row.buried_until <= today]
    texts = {row.siblings for row in rows if row.siblings}
    others = Schedule.objects.of(learner).filter(siblings__in=texts, reviewed_on=today)
    asked = set(others.values_list("siblings", flat=True)) if texts else set()
    waiting = [row for row in rows if row.reviewed_on != today and row.siblings not in asked]
    repeats = sorted((row for row in rows if row.repeat_on == today), key=lambda row: row.reviewed_at)
    return next((row.pk for row in waiting + repeats), None)
