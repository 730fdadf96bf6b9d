"""A learner's plans for interviews, which of them waits, and which cards pace to which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cards.models import Card, Deck, Enrolment, Learner, Plan
from cards.models.statements import EnrolledDeck
from cards.queries.decks import parts_of
from cards.queries.new_cards import PRACTICE_KINDS, current_plans, loops_of, new_cards_of, weights_of
from cards.queries.states import with_schedule, without
from cards.scheduling import State
from cards.scheduling.order import mixed
from cards.scheduling.pacing import Minutes, coming_day

FURTHEST_DAYS = 366  # no plan is longer


@dataclass(frozen=True)
class Draft:
    """A plan for a track as it is asked about, or was agreed on."""

    deck: Deck
    days: dict[str, date]
    minutes: Sequence[int]
    starts_on: date

    @classmethod
    def of(cls, plan: Plan) -> Draft:
        return cls(plan.deck, plan.days_by_stage, plan.minutes_by_weekday, plan.starts_on)

    def minutes_of(self, learner: Learner) -> Minutes:
        """By day: none on those on which the learner is away."""
        return Minutes(tuple(self.minutes), learner.away)


def not_paused(learner: Learner, plans: Iterable[Plan]) -> list[Plan]:
    """Those whose track goes on: a paused one waits, also with the cards that it shares with another."""
    paused = set(Enrolment.objects.filter(learner=learner, is_paused=True).values_list("deck", flat=True))
    return [plan for plan in plans if plan.deck_id not in paused]


def last_change(learner: Learner) -> Plan | None:
    """The version that undo takes back."""
    return Plan.objects.of(learner).filter(undone_at=None).order_by("-id").first()


@dataclass(frozen=True)
class Waits:
    """A plan that paces no card today."""

    slug: str  # of its track
    title: str
    on: date
    is_paused: bool  # its track is; if not, its day is today


def plan_that_waits(learner: Learner, decks: Iterable[EnrolledDeck], today: date) -> Waits | None:
    """The nearest of those whose day is today, or whose track, of these decks, is paused."""
    paused = {deck.slug for deck in decks if deck.is_paused}
    found = []
    for plan in current_plans(learner):
        day = min((day for day in plan.days_by_stage.values() if day >= today), default=None)
        is_paused = plan.deck.slug in paused
        if day and (day == today or is_paused):
            found.append(Waits(plan.deck.slug, plan.deck.title, day, is_paused and day > today))
    return min(found, key=lambda each: each.on, default=None)


@dataclass(frozen=True)
class Paced:
    """A card that paces to a day, with what the learner's schedule says of it."""

    card: int
    stages: tuple[str, ...]
    kind: str
    minutes: float
    level: int | None
    day: date
    start: date
    schedule: int | None
    state: State
    last_look: date | None
    reviewed_on: date | None
    held: date | None  # it is buried, or put off, until then
    topic: str = ""
    topic_title: str = ""
    weight: Fraction = Fraction(1)  # of its stage

    @property
    def stage(self) -> str:
        return self.stages[0] if self.stages else ""


STATE = ("repetitions", "ease", "interval", "due", "repeat_on", "lapses", "memory")


def paced_cards(learner: Learner, drafts: Iterable[Draft], today: date, *, shelved_too: bool = False) -> list[Paced]:
    """The cards that pace to a coming day, in the order in which new ones are met.

    `shelved_too`: those of a deck that is paused, too, as agreeing on a plan goes on with it.
    """
    drafts = list(drafts)
    parts = {draft.deck.pk: {deck.pk for deck in parts_of(draft.deck)} for draft in drafts}
    decks = set().union(*parts.values()) if parts else set()
    rows = with_schedule(Card.objects.filter(deck__in=decks, status=Card.Status.ACTIVE), learner)
    rows = rows.exclude(kind__in=PRACTICE_KINDS).filter(without("is_suspended"))
    if not shelved_too:
        rows = rows.filter(without("is_shelved"))
    columns = ("pk", "deck_id", "stages", "kind", "minutes", "level", "mine__pk", "mine__last_look")
    columns += ("mine__reviewed_on", "mine__buried_until", "stage", "topic__slug", "topic__title")
    columns += tuple(f"mine__{column}" for column in STATE)
    tracks = [draft.deck for draft in drafts]
    weights = weights_of(loops_of(learner, tracks))
    by_stage, lightest = dict(weights), min((weight for _, weight in weights), default=Fraction(1))
    found = []
    for row in rows.order_by().values_list(*columns):
        card, deck, stages, kind, minutes, level, schedule, look, reviewed_on, held, stage, topic, title, *state = row
        if learner.known.holds(stage, topic or ""):  # said of a track that is not studied yet, it shelves nothing
            continue
        starts = {
            day: draft.starts_on
            for draft in reversed(drafts)
            if deck in parts[draft.deck.pk] and (day := coming_day(stages, draft.days, today))
        }
        if starts:
            day = min(starts)
            known = State() if schedule is None else State(*state)
            mine = (schedule, known, look, reviewed_on, held)
            about = (topic or "", title or "", by_stage.get(stage, lightest))
            found.append(Paced(card, tuple(stages), kind, minutes, level, day, starts[day], *mine, *about))
    mix = mixed(new_cards_of(tracks), weights, learner.beginning)
    order = {card: place for place, card in enumerate(mix)}
    return sorted(found, key=lambda each: (each.day, order.get(each.card, len(order)), each.card))


@dataclass(frozen=True)
class PracticeLoad:
    """Practice items of a track, and how many of them fit into the weeks that are left."""

    items: int
    a_week: int
    minutes: int


def practice_load(learner: Learner, deck: Deck) -> PracticeLoad | None:
    cards = Card.objects.filter(deck__in=parts_of(deck), status=Card.Status.ACTIVE, kind__in=PRACTICE_KINDS)
    lengths = list(with_schedule(cards, learner).filter(without("is_suspended")).values_list("minutes", flat=True))
    if not lengths:
        return None
    granted = learner.practice_minutes_per_week
    mean = sum(lengths) / len(lengths)
    return PracticeLoad(len(lengths), min(len(lengths), max(1, round(granted / mean))) if granted else 0, granted)
