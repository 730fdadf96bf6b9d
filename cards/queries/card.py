"""One card as its page shows it: when it is asked and why, every review of it, and what belongs to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from cards.kinds import KINDS
from cards.models import Card, Deck, Learner, Review, Schedule, StudyDay
from cards.queries.deck_cards import with_states
from cards.queries.decks import parts_of
from cards.queries.queue import Asked, asked_of
from cards.queries.states import with_schedule
from cards.scheduling import Phase, steps

REVIEWS_PER_PAGE = 15
MOST_REPLAYED = 10_000  # reviews of one card; the intervals of a longer log are not worked out
MOST_BEFORE = 1_000
GRADE_NAMES = ("Again", "Again", "Again", "Hard", "Good", "Easy")


@dataclass(frozen=True)
class Standing:
    """Why the card is asked or not.

    `why`: retired, suspended, known (already), paused, buried; of today again, changed, due or new; unseen, held (by
    another card of its text), limited (by the day's limits), later; practice, which no queue asks.
    `before`: how many new cards an unseen one waits for, at most MOST_BEFORE; `days`: about so many days; `text`: the
    card of its text that is asked instead.
    """

    why: str
    before: int = 0
    days: int | None = None
    text: Card | None = None


@dataclass(frozen=True)
class Past:
    """One review. `interval_before` (None for a new card) and `interval`, in days, are None where it does not count."""

    day: date
    at: datetime
    grade: str
    phase: str
    seconds: int | None
    is_undone: bool
    interval_before: int | None = None
    interval: int | None = None


@dataclass(frozen=True)
class History:
    """A page of the card's reviews, the latest first."""

    reviews: list[Past]
    number: int
    page: int

    @property
    def following(self) -> int | None:
        return self.page + 1 if self.page * REVIEWS_PER_PAGE < self.number else None

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None


@dataclass(frozen=True)
class Linked:
    """Another built-in card, and the deck in which it is shown from here."""

    card: Card
    slug: str


@dataclass(frozen=True)
class CardPage:
    card: Card
    deck: Deck
    siblings: list[Card]  # all cards of its text, itself among them, each with its state; empty for a card alone
    schedule: Schedule | None
    standing: Standing | None
    history: History
    following: Linked | None
    requires: list[Linked]


def visible_card(learner: Learner, card_id: int) -> Card | None:
    """A built-in card or one of the learner's own, in use or retired."""
    return Card.objects.visible_to(learner).select_related("deck", "topic").filter(pk=card_id).first()


OPEN_LOOP = "EXISTS (SELECT 1 FROM cards_mock WHERE cards_mock.learner_id = %s AND cards_mock.ended_at IS NULL)"


def schedule_for(learner: Learner, card: Card) -> Schedule | None:
    """`has_loop`: whether a rehearsed loop of the learner may be under way."""
    has_loop = RawSQL(OPEN_LOOP, (learner.pk,), BooleanField())  # noqa: S611 - our own text; a queryset is dearer to make
    return Schedule.objects.of(learner).filter(card=card).annotate(has_loop=has_loop).first()


def schedule_with_card(learner: Learner, card_id: int) -> Schedule | None:
    """The learner's schedule of a card that they may see."""
    visible = Card.objects.visible_to(learner).filter(pk=card_id)
    return Schedule.objects.of(learner).select_related("card__deck").filter(card__in=visible).first()


def card_in_deck(deck: Deck, key: str, ordinal: int | None) -> Card | None:
    """The card of the deck or its packs with this key: with this ordinal, or the first."""
    cards = Card.objects.filter(deck__in=parts_of(deck), key=key).exclude(status=Card.Status.DELETED)
    if ordinal is not None:
        cards = cards.filter(ordinal=ordinal)
    return cards.select_related("deck", "topic").order_by("status", "ordinal").first()


def card_page(
    card: Card, deck: Deck, learner: Learner, today: date, done: StudyDay | None, *, page: int = 1
) -> CardPage:
    """`deck`: the one in which the card is looked at, a track of its deck or its deck. `page`: of its reviews."""
    asked = asked_of(learner, today, done)
    schedule = schedule_for(learner, card)
    siblings = _siblings(card, learner, asked)
    next_key, required = (card.content.get("next") or {}).get("card"), card.about.get("requires", [])
    links = _links([next_key, *required], deck)
    return CardPage(
        card=card,
        deck=deck,
        siblings=siblings,
        schedule=schedule,
        standing=schedule and _standing(card, schedule, learner, today, asked, siblings),
        history=_history(card, learner, page),
        following=links.get(next_key),
        requires=[links[key] for key in required if key in links],
    )


def asked_next(learner: Learner, after: int, key: str) -> str:
    """What the interviewer asks after that card, where the card with this key answers it."""
    card = Card.objects.visible_to(learner).filter(pk=after).only("content").first()
    asked = (card and card.content.get("next")) or {}
    return asked["ask"] if asked.get("card") == key else ""


# When it is asked, and why --------------------------------------------------------------------------------------------


def _standing(
    card: Card, schedule: Schedule, learner: Learner, today: date, asked: Asked, siblings: list[Card]
) -> Standing:
    if why := _set_aside(card, schedule, learner, today):
        return Standing(why)
    if schedule.is_practice:
        return Standing("practice")
    if schedule.pk in asked.repeats:
        return Standing("again")
    if schedule.pk in asked.due:
        return Standing("changed" if schedule.planned_for < schedule.due else "due")
    if schedule.pk in asked.new:
        return Standing("new")
    if schedule.planned_for and schedule.planned_for > today:
        return Standing("later")
    instead = [other for other in siblings if other != card and (other.is_asked or other.reviewed_on == today)]
    unseen = _unseen(schedule, learner) if schedule.due is None else None
    if instead and (unseen is None or unseen.before < learner.limits.new):
        return Standing("held", text=instead[0])
    return unseen or Standing("limited")


def _set_aside(card: Card, schedule: Schedule, learner: Learner, today: date) -> str:
    if card.status != Card.Status.ACTIVE:
        return "retired"
    if schedule.is_suspended:
        return "suspended"
    if schedule.is_shelved:
        topic = card.topic.slug if card.topic else ""
        return "known" if card.deck.owner_id is None and learner.known.holds(card.stage, topic) else "paused"
    return "buried" if schedule.buried_until and schedule.buried_until > today else ""


def _unseen(schedule: Schedule, learner: Learner) -> Standing:
    new = Schedule.objects.of(learner).active().filter(planned_for=None)
    earlier = Q(position__lt=schedule.position) | Q(position=schedule.position, pk__lt=schedule.pk)
    before = new.filter(earlier)[:MOST_BEFORE].count()
    a_day = learner.limits.new
    return Standing("unseen", before=before, days=-(-before // a_day) if a_day else None)


def _siblings(card: Card, learner: Learner, asked: Asked) -> list[Card]:
    if not card.ordinal:
        return []
    cards = with_schedule(Card.objects.filter(deck=card.deck_id, key=card.key, status=card.status), learner)
    seen, new = [*asked.due, *asked.repeats], Q(mine__pk__in=asked.new)
    return list(with_states(cards, learner, seen, is_asked=new | Q(mine__pk__in=seen)).order_by("ordinal"))


# Its reviews ----------------------------------------------------------------------------------------------------------


def _history(card: Card, learner: Learner, page: int) -> History:
    log = Review.objects.of(learner).filter(card=card)
    number = log.count()
    page = min(page, max(1, -(-number // REVIEWS_PER_PAGE)))
    start = (page - 1) * REVIEWS_PER_PAGE
    shown = log.order_by("-reviewed_at", "-id")[start : start + REVIEWS_PER_PAGE]
    intervals = _intervals(log, learner, KINDS[card.kind].is_practice) if 0 < number <= MOST_REPLAYED else {}
    return History([_past(review, intervals.get(review.pk)) for review in shown], number, page)


def _past(review: Review, intervals: tuple[int | None, int] | None) -> Past:
    before, after = intervals or (None, None)
    return Past(
        day=review.study_day,
        at=review.reviewed_at,
        grade=GRADE_NAMES[review.quality],
        phase=Phase(review.phase).name.lower(),
        seconds=review.seconds,
        is_undone=review.undone_at is not None,
        interval_before=before,
        interval=after,
    )


def _intervals(log: Iterable, learner: Learner, is_practice: bool) -> dict[int, tuple[int | None, int]]:
    """Of each review that counts, the interval before it and after it: worked out from the log, as the schedule is."""
    reviews = list(log.counted().in_order().values_list("pk", "quality", "study_day"))
    intervals: dict[int, tuple[int | None, int]] = {}
    before = None
    states = steps(learner.planner, (review[1:] for review in reviews), is_practice=is_practice)
    for (pk, *_), (_, state) in zip(reviews, states, strict=True):
        intervals[pk] = before, state.interval
        before = state.interval
    return intervals


# What belongs to it ---------------------------------------------------------------------------------------------------


def _links(keys: list[str | None], deck: Deck) -> dict[str, Linked]:
    """Built-in cards by key. A card of this track is shown in it, another one in its own deck."""
    wanted = [key for key in keys if key]
    if not wanted:
        return {}
    here = {part.pk for part in parts_of(deck)}
    cards = (
        Card.objects.filter(deck__owner=None, status=Card.Status.ACTIVE, key__in=wanted)
        .select_related("deck")
        .only("key", "title", "deck__slug")
        .order_by("-ordinal")
    )
    return {card.key: Linked(card, deck.slug if card.deck_id in here else card.deck.slug) for card in cards}
