"""Rehearsing a whole loop: what its rounds ask, how far it came, and what came of each round."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from cards.kinds import KINDS
from cards.models import Attempt, Card, Deck, Learner, Mock, Rehearsal, Review, Schedule
from cards.queries.decks import loop_of, parts_of
from cards.queries.memory import memories_in
from cards.queries.practice import Answer, answer_in
from cards.queries.rehearsals import all_to_rehearse, stage_of
from cards.scheduling.fsrs import RETENTION
from cards.scheduling.practice import clock_of, one_of_each
from cards.stages import rounds_of

LONG_ROUND = 10  # minutes: a stage with a question or drill so long needs no short cards
CARDS_A_TALK = 6
WAITING, UNDER_WAY, ANSWERED, GRADED = "waiting", "under-way", "answered", "graded"


def rounds_for(learner: Learner, deck: Deck, today: date, held: Collection[int] = ()) -> list[dict[str, Any]]:
    """The loop as it is run: its stages in order, each by its kinds, what is weak or unseen first.

    `held`: cards that another loop asks.
    """
    loop = loop_of(deck)
    # Of each kind a whole conversation rather than a question of minutes, where there is one.
    found = sorted(all_to_rehearse(learner, deck, today), key=lambda card: card.minutes < LONG_ROUND)
    cards = {card.pk: card for card in found if card.pk not in held}
    filed = [(pk, card.kind, rounds_of(card.kind, card.stages, loop)) for pk, card in cards.items()]
    asked = one_of_each(loop, [(pk, kind, stages[:1]) for pk, kind, stages in filed])  # each where it belongs first
    taken = {pk for stage in loop for pk in asked[stage]}
    empty = [stage for stage in loop if not asked[stage]]
    asked |= one_of_each(empty, [each for each in filed if each[0] not in taken])
    talks = _talks(learner, deck, today, [stage for stage in loop if not _is_long(asked[stage], cards)])
    rounds: list[dict[str, Any]] = []
    for stage in loop:
        about = stage_of(deck, stage) or {}
        if stage in talks:
            rounds.append({"stage": stage, "minutes": about.get("minutes") or 2 * CARDS_A_TALK, "cards": talks[stage]})
        for pk in asked[stage]:
            minutes = clock_of(cards[pk].minutes, about.get("minutes"))
            rounds.append({"stage": stage, "minutes": max(1, minutes), "card": pk})
    return rounds


def _is_long(asked: list[int], cards: dict[int, Card]) -> bool:
    return any(cards[pk].minutes >= LONG_ROUND for pk in asked)


def _talks(learner: Learner, deck: Deck, today: date, stages: list[str]) -> dict[str, list[int]]:
    """Short cards for the stages that have nothing longer: those least sure, then unseen ones, then the others.

    No text with several gaps: each of them is named in lists and asked with the words that another one asks for.
    """
    if not stages:
        return {}
    parts = parts_of(deck)
    rows = Schedule.objects.of(learner).active().filter(card__deck__in=parts)
    rows = rows.exclude(buried_until__gt=today).exclude(reviewed_on=today).order_by("position", "pk")
    others = Card.objects.filter(deck=OuterRef("card__deck"), key=OuterRef("card__key")).exclude(pk=OuterRef("card"))
    rows = rows.exclude(Exists(others))
    memories = memories_in(learner, parts)

    def place(card: int) -> tuple[int, float]:
        recall = memories[card].recall(today) if card in memories else None
        return (1, 0) if recall is None else (0 if recall < RETENTION else 2, recall)

    found: dict[str, list[int]] = {}
    taken: set[int] = set()
    filed = dict(rows.values_list("card", "card__stages"))
    for stage in stages:
        asked = sorted((card for card, names in filed.items() if stage in names and card not in taken), key=place)
        if asked:
            found[stage] = asked[:CARDS_A_TALK]
            taken |= set(found[stage])
    return found


@dataclass(frozen=True)
class Asked:
    """One short card of a talk. `quality`: as it was graded since."""

    card: Card
    version: int
    said: str
    quality: int | None = None
    withheld_by: Mock | None = None  # another loop under way asks it: see queries/holding.py


@dataclass(frozen=True)
class Round:
    place: int
    stage: str
    title: str
    minutes: int
    state: str
    card: Card | None = None  # None: a talk
    answer: Answer | None = None
    seconds: int | None = None
    talk: list[Asked] = field(default_factory=list)
    version: int = 0  # of what was typed in a talk so far
    writer: str = ""  # which page typed it

    @property
    def page(self) -> str:
        return KINDS[self.card.kind].page if self.card else ""

    @property
    def result_page(self) -> str:
        return KINDS[self.card.kind].result_page if self.card else ""

    @property
    def recalled(self) -> int:
        return sum(each.quality is not None and each.quality >= 3 for each in self.talk)


@dataclass(frozen=True)
class Progress:
    mock: Mock
    rounds: list[Round]

    @property
    def next(self) -> Round | None:
        """The round to be held now."""
        return next((each for each in self.rounds if each.state in (WAITING, UNDER_WAY)), None)

    @property
    def is_over(self) -> bool:
        """Whether answers may be shown: all rounds were held, or the learner ended it."""
        return self.mock.ended_at is not None or self.next is None

    @property
    def is_graded(self) -> bool:
        return all(each.state == GRADED for each in self.rounds)

    @property
    def held(self) -> int:
        return sum(each.state in (ANSWERED, GRADED) for each in self.rounds)


def mock_of(learner: Learner, mock_id: int) -> Mock | None:
    return Mock.objects.of(learner).filter(pk=mock_id).select_related("deck").first()


def mocks_of(learner: Learner, deck: Deck, most: int = 20) -> list[Mock]:
    return list(Mock.objects.of(learner).filter(deck=deck).select_related("deck").order_by("-id")[:most])


def progress_of(learner: Learner, mock: Mock) -> Progress:
    """In at most six statements, however many rounds."""
    return progresses_of(learner, [mock])[0]


def progresses_of(learner: Learner, mocks: Sequence[Mock]) -> list[Progress]:
    """Of each of these loops, in as many statements as of one; of none in none."""
    asked = {pk for mock in mocks for pk in asked_in(mock)}
    cards = {card.pk: card for card in Card.objects.filter(pk__in=asked).defer("search")}
    rows = Rehearsal.objects.of(learner).filter(mock__in=mocks).order_by("pk").values_list("mock", "card", "key")
    keys = {(mock, card): key for mock, card, key in rows}
    reviews = {review.key: review for review in Review.objects.of(learner).counted().filter(key__in=keys.values())}
    attempts = {attempt.key: attempt for attempt in Attempt.objects.of(learner).filter(key__in=keys.values())}
    talked = {pk for mock in mocks for each in _rounds_in(mock) for pk in each.get("cards", ())}
    versions = dict(Schedule.objects.of(learner).filter(card__in=talked).values_list("card", "version"))
    since = Review.objects.of(learner).counted().filter(card__in=talked).in_order()
    since = since.filter(reviewed_at__gte=min(mock.begun_at for mock in mocks)) if talked else since
    graded = list(since.values_list("card", "quality", "reviewed_at")) if talked else []
    told = []
    for mock in mocks:
        until = _asked_again(mock, mocks)
        own = [each for each in graded if each[0] not in until or each[2] < until[each[0]]]
        told.append(Progress(mock, list(_rounds_of(mock, cards, keys, reviews, attempts, versions, own))))
    return told


def _asked_again(mock: Mock, mocks: Sequence[Mock]) -> dict[int, datetime]:
    """By card, when the next of these loops that asks it began: a grade after that is of that one."""
    later = sorted((each for each in mocks if each.begun_at > mock.begun_at), key=lambda each: each.begun_at)
    return {pk: each.begun_at for each in reversed(later) for pk in asked_in(each)}


def _rounds_of(
    mock: Mock,
    cards: dict[int, Card],
    keys: dict[tuple[int, int], UUID],
    reviews: dict[UUID, Review],
    attempts: dict[UUID, Attempt],
    versions: dict[int, int],
    graded: list[tuple[int, int, datetime]],
) -> Iterator[Round]:
    for place, each in enumerate(_rounds_in(mock)):
        stage = each.get("stage", "")
        told = {"place": place, "stage": stage, "minutes": each.get("minutes", 1)}
        told["title"] = (stage_of(mock.deck, stage) or {}).get("title", stage)
        if "card" not in each:
            yield _talk(told, each, cards, versions, graded)
        elif card := cards.get(each["card"]):
            yield _question(told, card, keys.get((mock.pk, card.pk)), reviews, attempts)


def _question(
    told: dict[str, Any], card: Card, key: UUID | None, reviews: dict[UUID, Review], attempts: dict[UUID, Attempt]
) -> Round:
    review, attempt = (reviews.get(key), attempts.get(key)) if key else (None, None)
    if review:
        seconds = (review.detail or {}).get("seconds", review.seconds)
        return Round(**told, state=GRADED, card=card, answer=answer_in(review, card), seconds=seconds)
    if attempt is None:
        return Round(**told, state=WAITING, card=card)
    state = ANSWERED if attempt.is_answered else UNDER_WAY
    return Round(**told, state=state, card=card, seconds=attempt.seconds)


def _talk(
    told: dict[str, Any],
    stored: dict[str, Any],
    cards: dict[int, Card],
    versions: dict[int, int],
    graded: list[tuple[int, int, datetime]],
) -> Round:
    said, said_at = stored.get("said"), stored.get("said_at", "")
    since = datetime.fromisoformat(said_at) if said_at else None
    texts = stored.get("typed", {}) if said is None else said
    qualities: dict[int, int] = {}
    for card, quality, moment in graded:
        if since and moment >= since:
            qualities.setdefault(card, quality)
    talk = [
        Asked(cards[pk], versions[pk], texts.get(str(pk), ""), qualities.get(pk))
        for pk in stored.get("cards", ())
        if pk in cards and pk in versions
    ]
    if said is None:
        state = WAITING
    else:
        state = GRADED if all(each.quality is not None for each in talk) else ANSWERED
    seconds, version = stored.get("seconds"), stored.get("version", 0)
    return Round(**told, state=state, talk=talk, seconds=seconds, version=version, writer=stored.get("writer", ""))


def _rounds_in(mock: Mock) -> list[dict[str, Any]]:
    return mock.rounds if isinstance(mock.rounds, list) else []


def asked_in(mock: Mock) -> set[int]:
    return {pk for each in _rounds_in(mock) for pk in [each.get("card"), *each.get("cards", ())] if pk}
