"""How ready a learner is for each stage of a track, on its day, and what would move that most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from cards.kinds import KINDS
from cards.models import Card, Deck, Enrolment, Learner, Mock, Review, Schedule
from cards.queries.decks import DeckPage, enrolment_of, parts_of, stages_for
from cards.queries.holding import held_cards
from cards.queries.memory import memories_in, memories_of
from cards.queries.new_cards import PRACTICE_KINDS, current_plans
from cards.queries.queue import Lengths, still_to_ask
from cards.queries.states import not_known_already, with_schedule, without
from cards.scheduling.readiness import Action, Known, Readiness, readiness
from cards.words import percent

NEW, AGAIN = SESSIONS = ("new", "again")  # actions that are a session of cards


@dataclass(frozen=True)
class ToDo:
    """An action of a stage, with the card of a practice."""

    stage: str
    action: Action
    card: Card | None = None


@dataclass(frozen=True)
class StageReadiness:
    slug: str
    ready: Readiness
    to_do: Sequence[ToDo]
    is_dated: bool  # a plan says when it is; otherwise the number is that of today
    share: int = 0  # of the loop, in per cent


@dataclass(frozen=True)
class TrackReadiness:
    stages: list[StageReadiness]
    to_do: Sequence[ToDo]  # what moves the whole most, each stage by its share of the loop
    has_reviews: bool  # else there is nothing to work anything out from
    slug: str = ""  # of the track
    is_weighed: bool = False  # whether the learner gave a stage another weight than the track does

    def of(self, stage: str) -> StageReadiness | None:
        return next((each for each in self.stages if each.slug == stage), None)


MOST_TO_DO = 3


def readiness_of(
    learner: Learner,
    deck: Deck,
    today: date,
    days: Mapping[str, date] | None = None,
    parts: Sequence[Deck] = (),
    enrolment: Enrolment | None = None,
) -> TrackReadiness:
    """By the stages of the deck's loop. `days`: those of a plan; one without a day to come is as of today."""
    days = {stage: day for stage, day in (days or {}).items() if day >= today}
    rows = Card.objects.filter(deck__in=parts or parts_of(deck), status=Card.Status.ACTIVE)
    rows = with_schedule(rows, learner).filter(without("is_suspended"), not_known_already(learner))
    rows = rows.annotate(has_loop=Exists(Mock.objects.of(learner).filter(ended_at=None)))
    columns = ("pk", "kind", "minutes", "stages", "mine__position", "mine__due")
    columns += ("mine__pk", "mine__is_shelved", "mine__buried_until", "mine__reviewed_on", "mine__siblings", "has_loop")
    found = sorted(rows.order_by().values_list(*columns), key=lambda row: (row[4] or 0, row[0]))
    memories = memories_of(learner)
    practised = [card for card, kind, *_ in found if KINDS[kind].is_practice and card in memories]
    shares = _shares(learner, practised) if practised else {}
    lengths = Lengths(learner)
    by_stage: dict[str, list[Known]] = {}
    in_loop = held_cards(learner, today) if any(has_loop for *_, has_loop in found) else {}
    texts_seen = {text for *_, seen_on, text, _ in found if seen_on == today}
    for card, kind, minutes, stages, _, due, schedule, is_shelved, held, seen_on, text, _ in found:
        seconds = lengths.of(kind, minutes, is_new=due is None)
        can_ask = schedule is not None and not is_shelved and not (held and held > today)
        can_ask = can_ask and (KINDS[kind].is_practice or seen_on != today)
        can_ask = can_ask and card not in in_loop and not (text and text in texts_seen)
        known = Known(card, memories.get(card), seconds, KINDS[kind].measure, shares.get(card), can_ask, text or "")
        for stage in stages:
            by_stage.setdefault(stage, []).append(known)
    told = []
    loop = stages_for(deck, enrolment)
    for stage in loop:
        slug = stage["slug"]
        ready = readiness(by_stage.get(slug, []), days.get(slug, today), today, learner.model)
        if ready:
            told.append((stage, ready))
    titles = _titles(action.cards[0] for _, ready in told for action in ready.actions if action.what == "practice")
    stages = []
    for stage, ready in told:
        to_do = [
            ToDo(stage["slug"], action, titles.get(action.cards[0]) if action.what == "practice" else None)
            for action in ready.actions
        ]
        share = percent(stage.get("weight", 1), sum(each.get("weight", 1) for each in loop))
        stages.append(StageReadiness(stage["slug"], ready, to_do, stage["slug"] in days, share))
    weights = {stage["slug"]: stage.get("weight", 1) for stage, _ in told}
    every = [each for stage in stages for each in stage.to_do]
    every.sort(key=lambda each: -each.action.points * weights[each.stage])
    return TrackReadiness(
        stages, _different(every)[:MOST_TO_DO], bool(memories), deck.slug, bool(enrolment and enrolment.weights)
    )


def _different(to_do: Sequence[ToDo]) -> list[ToDo]:
    """Each practice once, though several stages may ask for it: the others would be the same press."""
    first: dict[tuple[str, int | str], ToDo] = {}
    for each in to_do:
        first.setdefault((each.action.what, each.card.pk if each.card else each.stage), each)
    return list(first.values())


def _shares(learner: Learner, cards: Sequence[int]) -> dict[int, float]:
    """Of each practice the share that its last answer with such made."""
    latest = Review.objects.of(learner).counted().filter(card=OuterRef("card"), detail__isnull=False)
    latest = latest.order_by("-reviewed_at", "-id").values("pk")[:1]
    seen = Schedule.objects.of(learner).filter(card__in=cards).values(last=Subquery(latest))
    shares = {}
    answers = Review.objects.filter(pk__in=seen).values_list("card_id", "detail", "card__kind", "card__content")
    for card, detail, kind, content in answers:
        share = KINDS[kind].share(detail or {}, content)
        if share is not None:
            shares[card] = share
    return shares


def next_of_stage(learner: Learner, deck: Deck, stage: str, what: str, today: date) -> int | None:
    """The schedule of this stage's next new card, or of the seen one that is least sure to be recalled.

    Nothing twice a day: what was missed comes back in the day's own queue.
    """
    parts = parts_of(deck)
    rows = still_to_ask(learner, today).filter(card__deck__in=parts, due__isnull=what == NEW)
    rows = rows.order_by("position", "pk")
    found = {card: pk for pk, card, stages in rows.values_list("pk", "card", "card__stages") if stage in stages}
    if what == NEW or not found:
        return next(iter(found.values()), None)
    memories = memories_in(learner, parts)
    return found[min(found, key=lambda card: (memories[card].recall(today) if card in memories else 1, card))]


def _titles(cards) -> dict[int, Card]:
    return {
        card.pk: card for card in Card.objects.filter(pk__in=set(cards), kind__in=PRACTICE_KINDS).only("key", "title")
    }


def planned_readiness(learner: Learner, today: date) -> TrackReadiness | None:
    """For the plan that leads to the next day, while its track is offered."""
    pace = learner.pace
    plan = next((plan for plan in current_plans(learner) if pace and plan.deck.slug == pace.slug), None)
    if plan is None or plan.deck.is_retired:
        return None
    return readiness_of(learner, plan.deck, today, plan.days_by_stage, enrolment=enrolment_of(learner, plan.deck))


def readiness_of_deck(learner: Learner, page: DeckPage, today: date) -> TrackReadiness | None:
    """On the days of a plan for this deck, where there is one. None: it is not studied."""
    if not page.tally.seen:
        return TrackReadiness([], (), has_reviews=False) if page.enrolment else None
    plan = next((plan for plan in current_plans(learner) if plan.deck_id == page.deck.pk), None)
    return readiness_of(learner, page.deck, today, plan.days_by_stage if plan else None, page.parts, page.enrolment)
