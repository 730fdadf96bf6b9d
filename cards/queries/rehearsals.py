"""Rehearsing a stage of a track's loop: what is asked next, and what came of each rehearsal."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from cards.kinds import KINDS, Kind
from cards.kinds.ladder import Climb
from cards.models import Attempt, Card, Deck, Learner, Rehearsal, Review, Schedule
from cards.queries.decks import loop_of, parts_of
from cards.queries.ladders import climbs_of
from cards.queries.practice import Answer, answer_in, last_answers
from cards.scheduling.practice import Candidate, to_rehearse
from cards.stages import rounds_of

MOST_TOLD = 100


def stage_of(deck: Deck, slug: str) -> dict[str, Any] | None:
    """What the deck says of the stage."""
    return next((stage for stage in deck.about.get("stages", []) if stage["slug"] == slug), None)


def next_to_rehearse(learner: Learner, deck: Deck, today: date, held: Collection[int]) -> dict[str, Card]:
    """By stage, what a new rehearsal of it asks: see to_rehearse. Answers that are under way are left alone.

    `held`: the cards that a loop asks, which begins them itself.
    """
    first: dict[str, Card] = {}
    loop = loop_of(deck)
    for card in all_to_rehearse(learner, deck, today):
        if card.pk in held:
            continue
        for stage in rounds_of(card.kind, card.stages, loop):
            first.setdefault(stage, card)
    return first


def all_to_rehearse(learner: Learner, deck: Deck, today: date) -> list[Card]:
    """What could be rehearsed today, in the order in which it would be."""
    rows = Schedule.objects.of(learner).practice().exclude(buried_until__gt=today)
    rows = rows.filter(card__deck__in=parts_of(deck))
    begun = Attempt.objects.of(learner).under_way().values("card")
    schedules = {row.pk: row for row in rows.exclude(card__in=begun).select_related("card").defer("card__html")}
    last = last_answers(learner, schedules.values())
    candidates = [
        Candidate(
            row.pk,
            last[row.card_id].review.quality if row.card_id in last else None,
            row.planned_for,
            row.reviewed_on,
            row.position,
        )
        for row in schedules.values()
    ]
    return [schedules[item.id].card for item in to_rehearse(candidates, today)]


def rehearsal_under_way(learner: Learner, deck: Deck, stage: str) -> Rehearsal | None:
    """But for the rounds of a loop, which goes on with them itself."""
    keys = Attempt.objects.of(learner).under_way().values("key")
    rows = Rehearsal.objects.of(learner).filter(deck=deck, stage=stage, key__in=keys)
    rows = rows.filter(Q(mock=None) | Q(mock__ended_at__isnull=False))
    return rows.select_related("card").order_by("-begun_at").first()


@dataclass(frozen=True)
class Rehearsed:
    """`answer` is None while it is under way."""

    rehearsal: Rehearsal
    answer: Answer | None = None
    climb: Climb | None = None

    @property
    def card(self) -> Card:
        return self.rehearsal.card

    @property
    def is_under_way(self) -> bool:
        """By itself: a loop goes on with its rounds."""
        mock = self.rehearsal.mock
        return self.answer is None and (mock is None or mock.ended_at is not None)

    @property
    def seconds(self) -> int | None:
        """A review's own are capped: see LONGEST_REVIEW_SECONDS. What runs longer counts them in its detail too."""
        review = self.answer and self.answer.review
        return review and (review.detail or {}).get("seconds", review.seconds)

    @property
    def kind(self) -> Kind:
        return KINDS[self.card.kind]


def rehearsals_of(learner: Learner, deck: Deck) -> dict[str, list[Rehearsed]]:
    """By stage, the latest first; those that were given up are not told."""
    graded = Review.objects.of(learner).counted().filter(key=OuterRef("key"))
    begun = Attempt.objects.of(learner).filter(card=OuterRef("card"), key=OuterRef("key"))
    rows = Rehearsal.objects.of(learner).filter(Exists(graded) | Exists(begun), deck=deck)
    latest = list(rows.select_related("card", "mock").defer("card__html").order_by("-begun_at", "-id")[:MOST_TOLD])
    keys = [row.key for row in latest]
    reviews = {review.key: review for review in Review.objects.of(learner).counted().filter(key__in=keys)}
    rungs = {
        reviews[row.key].pk: len(KINDS[row.card.kind].ladder(row.card.content)) for row in latest if row.key in reviews
    }
    climbs = climbs_of(learner, rungs)
    found: dict[str, list[Rehearsed]] = defaultdict(list)
    for row in latest:
        if review := reviews.get(row.key):
            found[row.stage].append(Rehearsed(row, answer_in(review, row.card), climbs.get(review.pk)))
        else:
            found[row.stage].append(Rehearsed(row))
    return dict(found)


def rehearsal_with(learner: Learner, key: Any) -> Rehearsal | None:
    """The rehearsal that an attempt, or the review it became, belongs to."""
    return Rehearsal.objects.of(learner).filter(key=key).select_related("deck").first()
