"""Rehearsing a whole loop: begun, its rounds held one after the other, ended. Reviews go by the ways they always go."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from cards.models import Deck, Learner, Mock, Receipt, Rehearsal, Schedule
from cards.queries.mocks import WAITING, progress_of, rounds_for
from cards.services.cards import TooMuch
from cards.services.once import Stale, once
from cards.services.practice import begun_attempt


def begin_mock(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> dict[str, Any]:
    """A new loop, or the one that is under way. Returns {"mock": id}; {} where nothing can be asked. Raises TooMuch."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        begun = Mock.objects.of(learner).filter(deck=deck, ended_at=None).select_related("deck").first()
        if begun and progress_of(learner, begun).next:
            return {"mock": begun.pk}
        latest = Mock.objects.of(learner).filter(begun_at__gt=now - timedelta(days=1))
        if latest.count() >= settings.MOCKS_A_DAY:
            raise TooMuch(f"You have begun {settings.MOCKS_A_DAY} whole loops within a day. Come back tomorrow.")
        rounds = rounds_for(learner, deck, learner.study_day(now))
        if not rounds:
            return {}
        Mock.objects.of(learner).filter(deck=deck, ended_at=None).update(ended_at=now)
        return {"mock": Mock.objects.create(learner=learner, deck=deck, rounds=rounds, begun_at=now).pk}

    return once(learner, key, "mock", {"deck": deck.pk}, write, now=now)


def hold_round(learner: Learner, mock_id: int, place: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Begin the question of a round, or go on with it. Returns {"card": its key}. Raises Mock.DoesNotExist, Stale."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        mock = _open(learner, mock_id)
        current = progress_of(learner, mock).next
        if current is None or current.place != place or current.card is None:
            raise Stale
        if current.state == WAITING:
            card = Schedule.objects.of(learner).get(card=current.card, is_practice=True).card
            attempt = begun_attempt(learner, card, now)
            held = {"deck": mock.deck, "stage": current.stage, "card": card, "minutes": current.minutes, "mock": mock}
            Rehearsal.objects.update_or_create(
                learner=learner, key=attempt.key, defaults=held, create_defaults=held | {"begun_at": now}
            )
        return {"card": current.card.key}

    return once(learner, key, "hold-round", {"mock": mock_id, "place": place}, write, now=now)


def hold_talk(
    learner: Learner, mock_id: int, place: int, said: dict[str, str], seconds: int | None, *, key: UUID, now: datetime
) -> dict[str, Any]:
    """Store what was said in a talk, {card id: text}: its answers are shown when the loop is over. Raises the same."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        mock = _open(learner, mock_id)
        current = progress_of(learner, mock).next
        if current is None or current.place != place or current.card:
            raise Stale
        spent = None if seconds is None else min(max(seconds, 0), settings.LONGEST_REVIEW_SECONDS)
        known = {str(each.card.pk): said.get(str(each.card.pk), "") for each in current.talk}
        mock.rounds[place] |= {"said": known, "seconds": spent, "said_at": now.isoformat()}
        mock.save(update_fields=["rounds"])
        return {"place": place}

    payload = {"mock": mock_id, "place": place, "said": said}
    return once(learner, key, "hold-talk", payload, write, now=now)


def end_mock(learner: Learner, mock_id: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Leave out the rounds that were not held: what was answered can be graded."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        mock = Mock.objects.of(learner).get(pk=mock_id)
        Mock.objects.filter(pk=mock.pk, ended_at=None).update(ended_at=now)
        return {"mock": mock_id}

    return once(learner, key, "end-mock", {"mock": mock_id}, write, now=now)


def _open(learner: Learner, mock_id: int) -> Mock:
    return Mock.objects.of(learner).select_related("deck").get(pk=mock_id, ended_at=None)
