"""The states that lists of cards are filtered by: how each is called, and which cards are in it."""

from django.db.models import Q
from django.db.models.expressions import RawSQL

from cards.scheduling import LEECH_LAPSES, MATURE_INTERVAL

STATES = {
    "new": "New",
    "due": "Due now",
    "young": "Young",
    "mature": "Mature",
    "suspended": "Suspended",
    "flagged": "Flagged",
    "leech": "Leech",
}
OWN_STATES = {state: STATES[state] for state in ("new", "young", "due", "suspended", "flagged", "leech")}
"""Of one's own cards, in this order."""
FORMER_NAMES = {"learning": "young", "known": "mature"}
"""What two states were called once: addresses that learners have kept still say so."""


def in_state(state: str, asked: list[int] | RawSQL) -> Q:
    """For cards with `mine`, the learner's schedule. `asked`: the schedules that today still asks (see `due_now`)."""
    return {
        "new": Q(mine__due=None),
        "due": Q(mine__pk__in=asked),
        "young": Q(mine__due__isnull=False, mine__interval__lt=MATURE_INTERVAL),
        "mature": Q(mine__due__isnull=False, mine__interval__gte=MATURE_INTERVAL),
        "suspended": Q(mine__is_suspended=True),
        "flagged": Q(mine__is_flagged=True),
        "leech": Q(mine__lapses__gte=LEECH_LAPSES),
    }[state]
