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


def without(flag: str) -> Q:
    """For cards of `with_schedule`: those on which the learner has not set `flag` ("is_suspended", "is_shelved").

    Not `exclude(mine__…)`, of which Django makes a subquery over all cards: where its statistics are old, PostgreSQL
    looks through every schedule for each pair of cards.
    """
    return Q(mine=None) | Q(**{f"mine__{flag}": False})


def in_state(state: str, asked: list[int] | RawSQL, learner: Model) -> Q:
    """For cards of `with_schedule`. `asked`: the schedules that today still asks (see `due_now`)."""
    return {
        "new": Q(mine__due=None) & not_known_already(learner),
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
    return _told_known(learner) & Q(mine__is_shelved=True)


def not_known_already(learner: Model) -> Q:
    return ~_told_known(learner) | without("is_shelved")


def _told_known(learner: Model) -> Q:
    known = learner.known if learner.pk else Part()
    if not (known.stages or known.topics):
        return Q(pk__in=[])
    return (Q(stage__in=known.stages) | Q(topic__slug__in=known.topics)) & Q(deck__owner=None)
