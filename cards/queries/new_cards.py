"""Which new cards a learner meets, and in which order: worked out from the decks they study and what they chose."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Q

from cards.kinds import KINDS
from cards.models import Card, Deck, Enrolment, Learner, Plan
from cards.queries.decks import parts_of, stages_for
from cards.scheduling.order import NewCard, Part, mixed
from cards.scheduling.pacing import coming_day
from cards.scheduling.workload import workload
from cards.words import in_minutes

PRACTICE_KINDS = [kind.name for kind in KINDS.values() if kind.is_practice]
DAYS_TOLD = (1, 7, 14, 21)
DAY = timedelta(days=1)
PARTS = ("pk", "key", "ordinal", "topic__slug", "stage", "level", "position", "about__requires")


def new_order(learner: Learner) -> dict[int, int]:
    """The place of every card of the built-in decks that the learner studies, by its id, from 1 on.

    Own cards are not among them: whoever writes one wants to be asked it, so all of them have the place 0.
    """
    studied = Enrolment.objects.filter(learner=learner, is_paused=False, deck__owner=None).select_related("deck")
    enrolments = list(studied.order_by("deck__position", "deck_id"))
    cards = new_cards_of(enrolment.deck for enrolment in enrolments)
    order = mixed(cards, weights_of(enrolment.stages for enrolment in enrolments), learner.beginning)
    if days := _days_of(learner, cards, [enrolment.deck_id for enrolment in enrolments]):
        order = tuple(sorted(order, key=lambda card: days.get(card, date.max)))
    return {card: place for place, card in enumerate(order, start=1)}


def _days_of(learner: Learner, cards: Iterable[NewCard], studied: Collection[int]) -> dict[int, date]:
    """By card the nearest day, from that on to which today leads, of the plans of these decks that it is in.

    Tracks call their stages alike: a day is one of the cards of its own track and of that track's packs.
    """
    pace = learner.pace
    if pace is None:
        return {}
    plans = [plan for plan in current_plans(learner) if plan.deck_id in studied]
    found: dict[int, date] = {}
    parts = {plan: {deck.pk for deck in parts_of(plan.deck)} for plan in plans}
    rows = Card.objects.filter(pk__in=[card.id for card in cards]).values_list("pk", "deck_id", "stages")
    for card, deck, stages in rows:
        days = [coming_day(stages, plan.days_by_stage, pace.on - DAY) for plan in plans if deck in parts[plan]]
        if coming := [day for day in days if day]:
            found[card] = min(coming)
    return found


def current_plans(learner: Learner) -> list[Plan]:
    """The plans that count, the one agreed on last first: a track's last version, unless that ended it."""
    latest: dict[int, Plan] = {}
    rows = Plan.objects.of(learner).filter(undone_at=None).select_related("deck").defer("deck__description_html")
    for plan in rows.order_by("-id"):
        latest.setdefault(plan.deck_id, plan)
    return [plan for plan in latest.values() if plan.days]


def new_cards_of(decks: Iterable[Deck]) -> tuple[NewCard, ...]:
    """The active cards of these built-in decks and of their packs."""
    ids = [deck.pk for deck in decks]
    parts = Deck.objects.filter(Q(pk__in=ids) | Q(tracks__in=ids), owner=None).values("pk")
    rows = Card.objects.filter(deck__in=parts, status=Card.Status.ACTIVE).order_by("pk").values_list(*PARTS)
    return tuple(NewCard(*row[:3], row[3] or "", *row[4:7], _texts(row[7])) for row in rows)


def _texts(stored: object) -> tuple[str, ...]:
    return tuple(text for text in stored if isinstance(text, str)) if isinstance(stored, list) else ()


@dataclass(frozen=True)
class Load:
    """What so many new cards a day come to, in minutes on the days DAYS_TOLD."""

    new: int
    minutes: tuple[int, ...]


def loads_of(learner: Learner, deck: Deck, numbers: Iterable[int], *, first: Part, known: Part) -> list[Load]:
    """What these numbers of new cards a day would come to, were this deck begun today."""
    found = {card.id: card for card in new_cards_of([deck]) if not known.holds(card.stage, card.topic)}
    asked = Card.objects.filter(pk__in=found).exclude(kind__in=PRACTICE_KINDS)
    minutes = dict(asked.values_list("pk", "minutes"))
    order = mixed(tuple(found.values()), weights_of([deck.about.get("stages", [])]), first)
    lengths = tuple(
        (minutes[card], found[card].key if found[card].ordinal else "") for card in order if card in minutes
    )
    days = {number: workload(lengths, number, scheduler=learner.planner) for number in numbers}
    return [Load(new, tuple(in_minutes(of_days[day - 1]) for day in DAYS_TOLD)) for new, of_days in days.items()]


def loops_of(learner: Learner, decks: Iterable[Deck]) -> list[list[dict[str, Any]]]:
    """The rounds of each deck's loop, as they weigh for the learner."""
    decks = list(decks)
    studied = {row.deck_id: row for row in Enrolment.objects.filter(learner=learner, deck__in=decks)}
    return [stages_for(deck, studied.get(deck.pk)) for deck in decks]


def weights_of(loops: Iterable[Sequence[Mapping[str, Any]]]) -> tuple[tuple[str, Fraction], ...]:
    """The weight of each stage: its share of each track's loop, added up. Packs have no loop."""
    weights: dict[str, Fraction] = {}
    for stages in loops:
        all_weights = sum(stage.get("weight", 1) for stage in stages)
        for stage in stages:
            share = Fraction(stage.get("weight", 1), all_weights)
            weights[stage["slug"]] = weights.get(stage["slug"], Fraction(0)) + share
    return tuple(sorted(weights.items()))
