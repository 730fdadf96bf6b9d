"""What a loop under way holds back: the answers of the cards that it asks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet

from cards.models import Card, Learner, Mock, Schedule
from cards.queries.mocks import Progress, asked_in, progresses_of
from cards.queries.practice import Offer


def withholding(learner: Learner, card: Card, today: date) -> Mock | None:
    """The loop under way that asks this card: until its end no page shows the answer."""
    return held_cards(learner, today).get(card.pk)


def held_cards(learner: Learner, today: date) -> dict[int, Mock]:
    """By card, the loop that holds it. One statement where no loop is under way, as mostly."""
    return held_by(learner, progresses_of(learner, loops_not_ended(learner)), today)


def loops_not_ended(learner: Learner) -> list[Mock]:
    return list(Mock.objects.of(learner).filter(ended_at=None).select_related("deck"))


def held_by(learner: Learner, loops: Sequence[Progress], today: date) -> dict[int, Mock]:
    """What these hold.

    A short card is held as long as it is kept out of the queue (see hold_cards): once that asks it, no page need hide
    it. A question or a drill comes in no queue, and is held as long as the loop goes on.
    """
    held: dict[int, Mock] = {}
    for mock in (loop.mock for loop in loops if not loop.is_over):
        rows = schedules_of(learner, mock)
        if mock.held_until is None or mock.held_until <= today:
            rows = rows.filter(is_practice=True)
        rows = rows.filter(Q(is_practice=True) | Q(buried_until__gt=today))
        held |= dict.fromkeys(rows.values_list("card", flat=True), mock)
    return held


def as_may_be_shown(learner: Learner, loop: Progress, today: date) -> Progress:
    """The answers of a loop that is over, but for those that another one asks now."""
    held = held_cards(learner, today) if loop.is_over else {}
    if not held:
        return loop
    rounds = [
        replace(each, talk=[replace(asked, withheld_by=held.get(asked.card.pk)) for asked in each.talk])
        for each in loop.rounds
    ]
    return replace(loop, rounds=rounds)


def may_be_begun(learner: Learner, offer: Offer | None, today: date) -> Offer | None:
    """What a day offers without what a loop asks and begins itself, but for what was begun."""
    practices = [each for each in (offer.first, *offer.following) if each] if offer else []
    if not offer or not any(each.schedule.has_loop for each in practices):
        return offer
    held = held_cards(learner, today)
    left = [each for each in practices if each.attempt or each.card.pk not in held]
    return replace(offer, first=left[0] if left else None, following=left[1:])


def schedules_of(learner: Learner, mock: Mock) -> QuerySet[Schedule]:
    """The learner's schedules of what the loop asks."""
    return Schedule.objects.of(learner).filter(card__in=asked_in(mock))
