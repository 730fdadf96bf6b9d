"""Practising: an answer is begun, kept as it is typed, laid beside the rubric, and graded or given up."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from cards.kinds import KINDS, Detail, Kind, Unfit
from cards.models import Attempt, Card, Learner, Receipt, Rehearsal, Review, Schedule, Snapshot
from cards.queries.holding import withholding
from cards.services.holding import end_after_answer
from cards.services.once import KeyReused, Stale, once
from cards.services.retry import retried
from cards.services.review import Graded, grade_card
from cards.services.stories import check_story
from cards.services.study_days import locked, settle_idle_days

REVIEWS_READ = 100  # of a card, to choose what comes next of it


def begin_practice(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> None:
    """Start an answer, or go on with the one that was begun. Raises Schedule.DoesNotExist, and Unfit for what a loop
    asks, which begins it itself.
    """

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        schedule = Schedule.objects.of(learner).select_related("card").get(card__id=card_id, is_practice=True)
        is_begun = Attempt.objects.of(learner).under_way().filter(card=schedule.card).exists()
        if not is_begun and withholding(learner, schedule.card, record.today):
            raise Unfit("The loop that you are rehearsing asks this one: begin it there.")
        begun_attempt(learner, schedule.card, now)
        return {"card": card_id}

    once(learner, key, "begin-practice", {"card": card_id}, write, now=now)


def begun_attempt(learner: Learner, card: Card, now: datetime) -> Attempt:
    """The attempt at this card that is under way, or a new one. Only while its learner's row is locked."""
    graded, _ = Attempt.objects.of(learner).filter(card=card).graded().delete()
    reviews = Review.objects.of(learner).counted().filter(card=card, detail__isnull=False)
    before = reviews.order_by("-reviewed_at", "-id").values_list("detail", flat=True)[:REVIEWS_READ]
    detail = dict(KINDS[card.kind].begins(card.content, before))
    defaults = {"key": uuid4(), "detail": detail, "begun_at": now, "kept_at": now}
    attempt, is_new = Attempt.objects.get_or_create(learner=learner, card=card, defaults=defaults)
    if is_new:  # code of an attempt that was given up, or that a grade left behind
        why = Snapshot.Why.GRADED if graded else Snapshot.Why.LEFT
        Snapshot.objects.of(learner).filter(card=card, why=Snapshot.Why.KEPT).update(why=why)
    return attempt


@retried
@transaction.atomic
def keep_attempt(
    learner: Learner,
    card_id: int,
    detail: Detail,
    *,
    writer: UUID,
    version: int,
    attempt_key: UUID | None = None,
    seconds: int | None = None,
    is_answered: bool = False,
    now: datetime,
) -> Attempt:
    """Store what was written so far; the same again changes nothing.

    `writer` is the page that sends it, `version` the one that it was shown with: what another page, on another device,
    wrote since is not overwritten; nor is anything by a page that was shown with another attempt than `attempt_key`.
    With `is_answered` the rubric opens, and the text is what it is from then on. Raises Attempt.DoesNotExist (not
    begun, or graded already), Stale, Unfit.
    """
    if is_answered:  # a loop may end by it, whose cards were put off: were they missed?
        settle_idle_days(locked(learner), learner.study_day(now))
    attempt = _under_way(learner, card_id)
    if attempt_key not in (None, attempt.key):
        raise Stale
    kind = KINDS[attempt.card.kind]
    fixed = kind.settled if attempt.is_answered else kind.recorded
    detail = _without(fixed, detail) | _only(fixed, attempt.detail)
    kept = kind.stored_detail(detail, attempt.card.content)
    if not attempt.is_answered:
        check_story(learner, kept)
    spent = attempt.seconds if seconds is None else min(max(seconds, 0), settings.LONGEST_REVIEW_SECONDS)
    if not attempt.is_answered and kept.get("story") != attempt.detail.get("story"):
        spent = 0  # choosing is no part of the telling
    may_write = Q(writer=writer) | Q(version=version)
    moved = Attempt.objects.filter(may_write, pk=attempt.pk, is_answered=attempt.is_answered).update(
        detail=kept,
        seconds=spent,
        is_answered=attempt.is_answered or is_answered,
        writer=writer,
        version=F("version") + 1,
        kept_at=now,
    )
    if not moved:
        raise Stale
    if is_answered and not attempt.is_answered:
        end_after_answer(learner, attempt.key, now)
    attempt.refresh_from_db(fields=["detail", "seconds", "is_answered", "version", "kept_at"])
    return attempt


@retried
def keep_time(
    learner: Learner,
    card_id: int,
    *,
    writer: UUID,
    version: int,
    attempt_key: UUID | None = None,
    seconds: int | None,
) -> None:
    """So many seconds were spent, as a page says that is being left: its text, and with it the version, stays as it is.

    Never fewer than are known. Which page is told as in keep_attempt: one that another overtook is not believed.
    """
    spent = min(seconds or 0, settings.LONGEST_REVIEW_SECONDS)
    under_way = Attempt.objects.of(learner).under_way().filter(Q(writer=writer) | Q(version=version))
    if attempt_key:
        under_way = under_way.filter(key=attempt_key)
    under_way.filter(card=card_id, is_answered=False, seconds__lt=spent).update(seconds=spent)


def _under_way(learner: Learner, card_id: int) -> Attempt:
    """Locked: what a page keeps and a hint that is asked for meanwhile don't write over each other."""
    rows = Attempt.objects.of(learner).under_way().select_related("card").select_for_update(of=("self",))
    return rows.get(card__id=card_id)


def _only(names: tuple[str, ...], detail: Detail) -> dict[str, Any]:
    return {name: detail[name] for name in names if name in detail}


def _without(names: tuple[str, ...], detail: Detail) -> dict[str, Any]:
    return {name: detail[name] for name in detail if name not in names}


def _graded_detail(kind: Kind, ticked: Detail, answered: Detail) -> dict[str, Any]:
    """What was ticked, with what is no longer changed once the rubric is open."""
    return _without(kind.settled, ticked) | _only(kind.settled, answered)


def ask_hint(
    learner: Learner,
    card_id: int,
    detail: Detail,
    *,
    key: UUID,
    writer: UUID,
    version: int,
    attempt_key: UUID | None = None,
    seconds: int | None = None,
    now: datetime,
) -> Attempt:
    """Keep what was written so far, and give one more hint, if there is one left. Raises what keep_attempt raises, and
    Stale where the rubric is open.
    """
    page = {"writer": writer, "version": version, "attempt_key": attempt_key, "seconds": seconds}
    keep_attempt(learner, card_id, detail, **page, now=now)

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        attempt = _under_way(learner, card_id)
        if attempt.is_answered:
            raise Stale
        attempt.detail = dict(KINDS[attempt.card.kind].hinted(attempt.detail, attempt.card.content))
        attempt.save(update_fields=["detail"])
        return {"card": card_id}

    once(learner, key, "ask-hint", {"card": card_id}, write, now=now)
    return Attempt.objects.of(learner).get(card__id=card_id)


def give_up(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> None:
    """Throw an attempt away. Nothing is graded, the schedule stays.

    The round of a loop is begun anew: the hints that were read of it and the time that it took stay spent. Raises Unfit
    where it was held.
    """

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        throw_away(learner, card_id, now)
        return {"card": card_id}

    once(learner, key, "give-up", {"card": card_id}, write, now=now)


def throw_away(learner: Learner, card_id: int, now: datetime) -> None:
    """The attempt at this card. Only while its learner's row is locked. Raises Unfit for a round that was held."""
    attempt = Attempt.objects.of(learner).filter(card__id=card_id).select_related("card").first()
    if attempt is None:
        return
    rounds = Rehearsal.objects.of(learner).filter(key=attempt.key, mock__isnull=False, mock__ended_at=None)
    is_round = rounds.exists()
    if is_round and attempt.is_answered:
        raise Unfit("This round was held: its answer is kept, to be graded when the loop is over.")
    attempt.delete()
    if is_round:
        rounds.update(key=_begun_anew(learner, attempt, now).key)


def _begun_anew(learner: Learner, given_up: Attempt, now: datetime) -> Attempt:
    attempt = begun_attempt(learner, given_up.card, now)
    attempt.seconds = given_up.seconds
    attempt.detail |= {name: given_up.detail[name] for name in ("hints", "seconds") if name in given_up.detail}
    attempt.save(update_fields=["seconds", "detail"])
    return attempt


def grade_attempt(
    learner: Learner,
    card_id: int,
    quality: int | None,
    ticked: Detail,
    *,
    key: UUID,
    version: int,
    now: datetime,
) -> Graded:
    """Grade an answer by what was ticked, {"points": {"0": "said"}}: one review, by the same path as any other.

    `key` is the attempt's. One that was graded already is answered as it was; Stale, if that was taken back, or while a
    loop withholds the rubric. Raises what grade_card raises, and Attempt.DoesNotExist.
    """
    attempt = Attempt.objects.of(learner).filter(card__id=card_id).first()
    if attempt is None or attempt.key != key:
        return _graded_before(learner, card_id, quality, ticked, key)
    card = Card.objects.only("kind").get(pk=card_id)
    if withholding(learner, card, learner.study_day(now)):
        raise Stale
    kind = KINDS[card.kind]
    graded = grade_card(
        learner,
        card_id,
        quality,
        key=key,
        version=version,
        reviewed_at=now,
        seconds=attempt.seconds or None,
        detail=_graded_detail(kind, ticked, attempt.detail),
    )
    # Where this is not reached, the review is there under the attempt's key, and tells that it is over.
    Attempt.objects.filter(pk=attempt.pk, key=key).delete()
    return graded


def _graded_before(learner: Learner, card_id: int, quality: int | None, ticked: Detail, key: UUID) -> Graded:
    review = Review.objects.of(learner).select_related("card").filter(key=key, card__id=card_id).first()
    if review is None:
        raise Attempt.DoesNotExist
    if review.undone_at:
        raise Stale
    kind, before = KINDS[review.card.kind], review.detail or {}
    try:
        again = kind.stored_detail(_graded_detail(kind, ticked, before), None)
    except Unfit:
        raise KeyReused from None
    if quality not in (None, review.quality) or again != before:
        raise KeyReused
    return Graded(card_id)


def practise_later(learner: Learner, *, key: UUID, now: datetime) -> None:
    """Today, after the cards: until then practice is a line below them."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        learner.practice_later_on = record.today
        learner.save(update_fields=["practice_later_on"])
        return {}

    once(learner, key, "practise-later", {}, write, now=now)
