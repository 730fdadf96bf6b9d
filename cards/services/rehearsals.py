"""Rehearsing a stage of a loop: the practice of one of its questions, by the clock of the round."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from cards.models import Deck, Learner, Receipt, Rehearsal
from cards.queries.holding import held_cards
from cards.queries.rehearsals import next_to_rehearse, rehearsal_under_way, stage_of
from cards.scheduling.practice import clock_of
from cards.services.limits import TooMuch
from cards.services.once import once
from cards.services.practice import begun_attempt


def rehearse(learner: Learner, deck: Deck, stage: str, *, key: UUID, now: datetime) -> str:
    """Begin a rehearsal, or go on with the one of this stage that is under way.

    Returns the key of its card; "" if there is nothing that could be rehearsed today. Raises TooMuch.
    """

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        if begun := rehearsal_under_way(learner, deck, stage):
            return {"card": begun.card.key}
        held = held_cards(learner, record.today)
        card = next_to_rehearse(learner, deck, record.today, held).get(stage)
        if card is None:
            return {"card": ""}
        latest = Rehearsal.objects.of(learner).filter(begun_at__gt=now - timedelta(days=1))
        if latest.count() >= settings.REHEARSALS_A_DAY:
            raise TooMuch(f"You have begun {settings.REHEARSALS_A_DAY} rehearsals within a day. Come back tomorrow.")
        attempt = begun_attempt(learner, card, now)
        Rehearsal.objects.create(
            learner=learner,
            deck=deck,
            stage=stage,
            card=card,
            key=attempt.key,
            minutes=clock_of(card.minutes, (stage_of(deck, stage) or {}).get("minutes")),
            begun_at=now,
        )
        return {"card": card.key}

    return once(learner, key, "rehearse", {"deck": deck.pk, "stage": stage}, write, now=now)["card"]
