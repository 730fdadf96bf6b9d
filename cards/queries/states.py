"""The states that lists of cards are filtered by: how each is called, and which cards are in it."""

from django.db.models import FilteredRelation, Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from cards.models import Card
from cards.scheduling import LEECH_LAPSES, MATURE_INTERVAL
from cards.scheduling.order import Part

STATES = {
    "new": "New",
    "due": "Due now",
    "young": "Young",
    "mature": "Mature",
    "skipped": "Known already",
    "suspended": "Suspended",
    "flagged": "Flagged",
    "leech": "Leech",
}
OWN_STATES = {state: STATES[state] for state in ("new", "young", "mature", "due", "suspended", "flagged", "leech")}
"""Of one's own cards, in this order."""
FORMER_NAMES = {"learning": "young", "known": "mature"}
"""What two states were called once: addresses that learners have kept still say so."""


def with_schedule(cards: QuerySet[Card], learner: Model) -> QuerySet[Card]:
    """The cards, each with the learner's own schedule as `mine`; a visitor has none."""
    return cards.annotate(mine=FilteredRelation("schedule", condition=Q(schedule__learner=learner.pk or 0)))


def in_state(state: str, asked: list[int] | RawSQL, learner: Model) -> Q:
    """For cards of `with_schedule`. `asked`: the schedules that today still asks (see `due_now`)."""
    return {
        "new": Q(mine__due=None) & ~known_already(learner),
        "due": Q(mine__pk__in=asked),
        "young": Q(mine__due__isnull=False, mine__interval__lt=MATURE_INTERVAL),
        "mature": Q(mine__due__isnull=False, mine__interval__gte=MATURE_INTERVAL),
        "skipped": known_already(learner),
        "suspended": Q(mine__is_suspended=True),
        "flagged": Q(mine__is_flagged=True),
        "leech": Q(mine__lapses__gte=LEECH_LAPSES),
    }[state]


def known_already(learner: Model) -> Q:
    """For the same: built-in cards that are not asked because the learner said that they know their stage or topic."""
    known = learner.known if learner.pk else Part()
    if not (known.stages or known.topics):
        return Q(pk__in=[])
    is_told = Q(stage__in=known.stages) | Q(topic__slug__in=known.topics)
    return is_told & Q(deck__owner=None, mine__is_shelved=True)
