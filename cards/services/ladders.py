"""Climbing the ladder of a card, rung by rung, after its answer was graded."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cards.models import Learner, Receipt, Review, Rung
from cards.queries.ladders import ladder_of
from cards.services.once import Stale, once


def answer_rung(
    learner: Learner, card_id: int, place: int, is_had: bool, *, review: UUID, key: UUID, now: datetime
) -> None:
    """Say of the rung at this place whether the learner had it. `review`: the key of the answer that it follows.

    Another tab may have said the same already. Raises Stale where it said otherwise, or where this rung is not the one
    that is asked: the answer was taken back, or another one came; and Review.DoesNotExist.
    """
    if type(is_had) is not bool:
        raise ValueError(f"a rung is had or missed, True or False, not {is_had!r}")

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        graded = Review.objects.of(learner).select_related("card").get(key=review, card__id=card_id)
        ladder = ladder_of(learner, graded.card)
        if ladder is None or ladder.review != graded:
            raise Stale
        if ladder.climb.next != place:
            if Rung.objects.of(learner).filter(review=graded, place=place, is_had=is_had).exists():
                return {"card": card_id}
            raise Stale
        Rung.objects.create(learner=learner, review=graded, place=place, is_had=is_had, answered_at=now)
        return {"card": card_id}

    payload = {"card": card_id, "review": review, "place": place, "is_had": is_had}
    once(learner, key, "answer-rung", payload, write, now=now)
