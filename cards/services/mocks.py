"""Rehearsing a whole loop: begun, its rounds held one after the other, ended. Reviews go by the ways they always go."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cards.models import Deck, Learner, Mock, Receipt, Rehearsal, Schedule
from cards.queries.holding import held_cards
from cards.queries.mocks import WAITING, progress_of, rounds_for
from cards.services.holding import end, end_if_over, hold_cards
from cards.services.limits import TooMuch
from cards.services.once import Stale, once
from cards.services.practice import begun_attempt
from cards.services.retry import retried
from cards.services.study_days import locked, settle_idle_days


def begin_mock(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> dict[str, Any]:
    """A new loop, or the one that is under way. Returns {"mock": id}; {} where nothing can be asked. Raises TooMuch."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        begun = Mock.objects.of(learner).filter(deck=deck, ended_at=None).select_related("deck").first()
        if begun and progress_of(learner, begun).next:
            hold_cards(learner, begun, record.today)
            return {"mock": begun.pk}
        if begun:
            end(learner, begun, now)
        latest = Mock.objects.of(learner).filter(begun_at__gt=now - timedelta(days=1))
        if latest.count() >= settings.MOCKS_A_DAY:
            raise TooMuch(f"You have begun {settings.MOCKS_A_DAY} whole loops within a day. Come back tomorrow.")
        rounds = rounds_for(learner, deck, record.today, held_cards(learner, record.today))
        if not rounds:
            return {}
        mock = Mock.objects.create(learner=learner, deck=deck, rounds=rounds, begun_at=now)
        hold_cards(learner, mock, record.today)
        return {"mock": mock.pk}

    return once(learner, key, "mock", {"deck": deck.pk}, write, now=now)


def hold_round(learner: Learner, mock_id: int, place: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Begin the question of a round, or go on with it. Returns {"card": its key}. Raises Mock.DoesNotExist, Stale."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
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
            end_if_over(learner, mock, now)
        hold_cards(learner, mock, record.today)
        return {"card": current.card.key}

    return once(learner, key, "hold-round", {"mock": mock_id, "place": place}, write, now=now)


@retried
@transaction.atomic
def keep_talk(
    learner: Learner,
    mock_id: int,
    place: int,
    said: dict[str, str],
    *,
    writer: UUID,
    version: int,
    seconds: int | None = None,
    now: datetime,
) -> None:
    """Store what was typed in a talk so far, {card id: text}; the same again changes nothing.

    `writer` and `version` are those of keep_attempt. Raises Mock.DoesNotExist, Stale.
    """
    settle_idle_days(locked(learner), learner.study_day(now))
    mock = _open(learner, mock_id)
    known = _talked(learner, mock, place, said, writer, version)
    spent = _spent(seconds, mock.rounds[place].get("seconds"))
    now_at = mock.rounds[place].get("version", 0) + 1
    mock.rounds[place] |= {"typed": known, "seconds": spent, "writer": str(writer), "version": now_at}
    mock.save(update_fields=["rounds"])
    hold_cards(learner, mock, learner.study_day(now))


@retried
@transaction.atomic
def keep_talk_time(
    learner: Learner, mock_id: int, place: int, *, writer: UUID, version: int, seconds: int | None
) -> None:
    """The time alone, as keep_time. Raises what keep_talk raises."""
    mock = _open(learner, mock_id)
    _talked(learner, mock, place, {}, writer, version)
    known = {"typed": {}, "seconds": 0, "writer": str(writer), "version": 0} | mock.rounds[place]
    mock.rounds[place] = known | {"seconds": max(_spent(seconds, 0) or 0, known["seconds"] or 0)}
    mock.save(update_fields=["rounds"])


def hold_talk(
    learner: Learner,
    mock_id: int,
    place: int,
    said: dict[str, str],
    *,
    writer: UUID,
    version: int,
    seconds: int | None = None,
    key: UUID,
    now: datetime,
) -> dict[str, Any]:
    """Store what was said in a talk: it is over, and its answers are shown when the loop is. Raises the same."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        mock = _open(learner, mock_id)
        known = _talked(learner, mock, place, said, writer, version)
        _close_talk(mock, place, known, _spent(seconds, mock.rounds[place].get("seconds")), now)
        mock.save(update_fields=["rounds"])
        hold_cards(learner, mock, record.today)
        end_if_over(learner, mock, now)
        return {"place": place}

    payload = {"mock": mock_id, "place": place, "said": said}
    return once(learner, key, "hold-talk", payload, write, now=now)


def end_mock(learner: Learner, mock_id: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Leave out the rounds that were not held: what was answered can be graded, of a talk what was typed so far too."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        mock = _locked(learner, mock_id)
        current = None if mock.ended_at else progress_of(learner, mock).next
        if current and any(each.said for each in current.talk):
            said = {str(each.card.pk): each.said for each in current.talk}
            _close_talk(mock, current.place, said, current.seconds, now)
        mock.save(update_fields=["rounds"])
        if mock.ended_at is None:
            end(learner, mock, now)
        return {"mock": mock_id}

    return once(learner, key, "end-mock", {"mock": mock_id}, write, now=now)


def _locked(learner: Learner, mock_id: int) -> Mock:
    """What a page keeps and a round that is held meanwhile don't write over each other. Raises Mock.DoesNotExist."""
    return Mock.objects.of(learner).select_related("deck").select_for_update(of=("self",)).get(pk=mock_id)


def _open(learner: Learner, mock_id: int) -> Mock:
    """The same of a loop that goes on. Raises Stale where another page ended it."""
    mock = _locked(learner, mock_id)
    if mock.ended_at:
        raise Stale
    return mock


def _close_talk(mock: Mock, place: int, said: dict[str, str], seconds: int | None, now: datetime) -> None:
    asked = {name: mock.rounds[place][name] for name in ("stage", "minutes", "cards")}
    mock.rounds[place] = asked | {"said": said, "seconds": seconds, "said_at": now.isoformat()}


def _talked(
    learner: Learner, mock: Mock, place: int, said: dict[str, str], writer: UUID, version: int
) -> dict[str, str]:
    """What was said to each card of the talk that is held now. Raises Stale where it is not, or another page wrote."""
    current = progress_of(learner, mock).next
    if current is None or current.place != place or current.card:
        raise Stale
    if version != current.version and str(writer) != mock.rounds[place].get("writer"):
        raise Stale
    return {str(each.card.pk): said.get(str(each.card.pk), "") for each in current.talk}


def _spent(seconds: int | None, before: int | None) -> int | None:
    return before if seconds is None else min(max(seconds, 0), settings.LONGEST_REVIEW_SECONDS)
