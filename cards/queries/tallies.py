"""A learner's state in the cards of decks, counted.

It is read by one grouped query over the decks' cards and this learner's schedules, whatever the size of the decks and
however many other learners study.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Model, Q

from cards.models import Card, Deck
from cards.queries.queue import due_now
from cards.queries.states import known_already, with_schedule
from cards.scheduling import MATURE_INTERVAL


@dataclass(frozen=True)
class Tally:
    """A learner's state in some cards. Seen: reviewed before; mature: the interval has reached three weeks; skipped:
    not seen, and not asked because the learner knows them already; due: what the rest of today will ask of them;
    scheduled: those that are the learner's to study, of which some are suspended.
    """

    cards: int = 0
    seen: int = 0
    mature: int = 0
    skipped: int = 0
    due: int = 0
    scheduled: int = 0
    suspended: int = 0

    @property
    def young(self) -> int:
        return self.seen - self.mature

    @property
    def new(self) -> int:
        return self.cards - self.seen - self.skipped

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Cell:
    """The tally of one topic's cards of one stage: what every other sum is made of."""

    deck: int
    topic: int | None
    stage: str
    tally: Tally


def cells_of(decks: Iterable[Deck], learner: Model, today: date) -> list[Cell]:
    counted = (
        with_schedule(Card.objects.filter(deck__in=[deck.pk for deck in decks], status=Card.Status.ACTIVE), learner)
        .order_by()
        .values("deck", "topic", "stage")
        .annotate(
            cards=Count("pk"),
            seen=Count("pk", filter=Q(mine__due__isnull=False)),
            mature=Count("pk", filter=Q(mine__due__isnull=False, mine__interval__gte=MATURE_INTERVAL)),
            skipped=Count("pk", filter=known_already(learner) & Q(mine__due=None)),
            due=Count("pk", filter=Q(mine__pk__in=due_now(learner, today))),
            scheduled=Count("mine"),
            suspended=Count("pk", filter=Q(mine__is_suspended=True)),
        )
    )
    return [
        Cell(
            row["deck"],
            row["topic"],
            row["stage"],
            Tally(**{name: row[name] for name in Tally.__dataclass_fields__}),
        )
        for row in counted
    ]


def tally_of(cells: Iterable[Cell], counts: Callable[[Cell], bool] = lambda cell: True) -> Tally:
    return sum((cell.tally for cell in cells if counts(cell)), Tally())
