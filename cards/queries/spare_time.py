"""What some minutes are best spent on, and what a day without any loses least by: for whoever has no plan."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings

from cards.models import Learner, Schedule
from cards.queries.memory import memories_among
from cards.queries.queue import Lengths, still_to_ask
from cards.scheduling import Phase
from cards.scheduling.backlog import HORIZON, gain

SPARE_MINUTES = 15
NEW_LOOKED_AT = 50  # the first so many new ones: more are not met in that time


class Useful(NamedTuple):
    """A card, what a review of it today adds to its recall in thirty days, and what it takes of the day, in seconds."""

    schedule: int
    card: int
    gain: float
    seconds: float
    text: str  # that its siblings share, or ""


def most_useful(learner: Learner, today: date) -> list[Useful]:
    """What can be asked now, those first that a minute does most for. Of a text's gaps one a day, and nothing twice."""
    waiting = still_to_ask(learner, today)
    seen = waiting.filter(due__isnull=False).order_by("planned_for", "pk")[: settings.DUE_WINDOW]
    new = waiting.filter(due=None).order_by("position", "pk")[:NEW_LOOKED_AT]
    best: dict[int | str, Useful] = {}
    for each in sorted(_useful(learner, [*_columns(seen), *_columns(new)], today), key=_by_the_minute):
        best.setdefault(each.text or each.schedule, each)
    return list(best.values())


def in_spare_time(learner: Learner, today: date) -> int:
    """How many of these cards fit into SPARE_MINUTES, at least one if there is any."""
    left, number = 60.0 * SPARE_MINUTES, 0
    for each in most_useful(learner, today):
        left -= each.seconds
        if number and left < 0:
            break
        number += 1
    return number


def next_useful(learner: Learner, today: date) -> int | None:
    """The schedule."""
    return next((each.schedule for each in most_useful(learner, today)), None)


def due_by_use(learner: Learner, today: date) -> list[int]:
    """The cards that are due, those first that lose most by waiting for their seconds."""
    rows = Schedule.objects.of(learner).active().filter(planned_for__lte=today).exclude(buried_until__gt=today)
    due = _columns(rows.order_by("planned_for", "pk")[: settings.DUE_WINDOW])
    return [each.card for each in sorted(_useful(learner, due, today), key=_by_the_minute)]


def _columns(rows) -> list[tuple]:
    return list(rows.values_list("pk", "card_id", "due", "siblings", "card__kind", "card__minutes"))


def _useful(learner: Learner, rows: Iterable[tuple], today: date) -> list[Useful]:
    rows = list(rows)
    memories, lengths = memories_among(learner, [card for _, card, due, *_ in rows if due]), Lengths(learner)
    then = today + timedelta(days=HORIZON)
    return [
        Useful(
            schedule,
            card,
            gain(memories.get(card), then, today),
            lengths.of_day(kind, minutes, Phase.YOUNG if due else Phase.NEW),
            text,
        )
        for schedule, card, due, text, kind, minutes in rows
    ]


def _by_the_minute(each: Useful) -> float:
    """What is as useful stays in its order, in which a topic's basics stand before what needs them."""
    return -each.gain / max(each.seconds, 1)
