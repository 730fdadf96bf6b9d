"""Grading a card, taking it back, and setting cards aside. The one path for every review: see docs/decisions.md."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from cards.kinds import KINDS, Unfit
from cards.models import Attempt, Card, Learner, Receipt, Rehearsal, Review, Schedule, StudyDay
from cards.models.review import STATE_COLUMNS, NewReview
from cards.models.statements import Found, read_schedule
from cards.models.storing import insert_review, move_schedule, store_review
from cards.queries.holding import held_cards
from cards.scheduling import Outcomes, State, is_leech, planned_for, steps
from cards.services.details import kept_detail
from cards.services.holding import hold_again
from cards.services.once import KeyReused, Stale, once
from cards.services.retry import retried
from cards.services.study_days import add_to_day, begin_day, counts_of, locked, recount_day, settle_idle_days
from cards.services.suspending import last_review, mark_undone, undo_many

SENT = ("card_id", "quality", "seconds", "detail")  # what a client says of a review, the same at every retry


@dataclass(frozen=True)
class Graded:
    """`today` is the learner's StudyDay after this review; None where it was not read (a retry, a late review).

    `leech_lapses`: how often the card has been forgotten, where this time made it a leech (again).
    """

    card_id: int
    today: StudyDay | None = None
    leech_lapses: int = 0


@retried
def grade_card(
    learner: Learner,
    card_id: int,
    quality: int | None,
    *,
    key: UUID,
    version: int | None,
    reviewed_at: datetime,
    received_at: datetime | None = None,
    seconds: int | None = None,
    detail: dict[str, Any] | None = None,
) -> Graded:
    """Store one review and move the card's schedule, in one transaction.

    `key` is made by the client before sending: the same again is answered and not counted. `version` is that of the
    schedule the learner saw; a review older than the card's last one (clocks step back, and two servers have two) is
    not a step from its state: the log is replayed. The same for None, a review made elsewhere that arrives late. Then
    `reviewed_at` is the client's word, and `received_at` our clock: no card is reviewed before it was made, or later
    than a wrong clock explains. The log keeps the time as it was moved, and not what the client said: a retry that says
    it again raises KeyReused.
    `detail` is what else the card's kind stores of a review; for a `quality` of None it says which.
    Raises Schedule.DoesNotExist (not this learner's card), KeyReused, Stale, Unfit (a detail that the kind does not
    store), and Learner.DoesNotExist (the account was deleted meanwhile).
    """
    if detail is not None:
        quality, detail = kept_detail(learner, card_id, quality, detail, seconds=seconds, key=key)
    for name, number in {"quality": quality, "version": version, "seconds": seconds}.items():
        if type(number) is not int and (number is not None or name == "quality"):
            raise ValueError(f"{name} is a whole number, not {number!r}")
    seconds = None if seconds is None else min(max(seconds, 0), settings.LONGEST_REVIEW_SECONDS)
    review = NewReview(
        learner_id=learner.pk,
        card_id=card_id,
        key=key,
        quality=quality,
        reviewed_at=reviewed_at,
        study_day=learner.study_day(reviewed_at),
        seconds=seconds,
        detail=detail,
    )
    try:
        if version is None:
            return _store_late(learner, review, received_at=received_at)
        return _store(learner, review, version)
    except (IntegrityError, Stale) as error:
        earlier = Review.objects.of(learner).filter(key=review.key).first()
        if earlier is None:
            Learner.objects.only("pk").get(pk=learner.pk)
            raise
        sent = (*SENT, "reviewed_at") if version is None else SENT  # else it is our clock, later at every retry
        if any(getattr(earlier, name) != getattr(review, name) for name in sent):
            raise KeyReused from error
        return Graded(review.card_id)


def _store(learner: Learner, review: NewReview, version: int) -> Graded:
    # Read before the transaction: SQLite's one writer is not kept waiting, and the version tells what changed since.
    found = read_schedule(learner.pk, review.card_id)
    if found is None:
        raise Schedule.DoesNotExist
    if found.reviewed_at and review.reviewed_at < found.reviewed_at:
        return _store_late(learner, review, version=version)
    if found.version != version:
        raise Stale
    state = found.state
    outcomes = Outcomes(learner.planner, state, review.study_day, is_practice=found.is_practice)
    review.phase, after = outcomes.phase, outcomes.after(review.quality)
    planned = planned_for(after.due, last_look=found.last_look, seen_on=review.study_day)
    today = store_review(found.id, found.version, after, planned, review, counts_of(review))
    today = today or _store_first_of_day(learner, found, after, planned, review)
    is_new_leech = after.lapses > state.lapses and is_leech(after.lapses)
    return Graded(review.card_id, today, after.lapses if is_new_leech else 0)


def _store_first_of_day(
    learner: Learner, found: Found, after: State, planned: date | None, review: NewReview
) -> StudyDay:
    """The same with the learner locked: a day is begun by one, and its streak hangs on the days before.

    Locked first, before the schedule, as undo does it: each would wait for what the other has.
    """
    with transaction.atomic():
        learner = locked(learner)
        settle_idle_days(learner, review.study_day)
        insert_review(review)
        if not move_schedule(found.id, found.version, after, planned, review):
            raise Stale
        return add_to_day(review) or begin_day(learner, review)


@transaction.atomic
def _store_late(
    learner: Learner, given: NewReview, *, received_at: datetime | None = None, version: int | None = None
) -> Graded:
    learner = locked(learner)
    review = Review(**asdict(given))
    schedule = _locked_schedule(learner, review.card_id)
    if version is not None and schedule.version != version:
        raise Stale
    if received_at is not None:
        latest = received_at + timedelta(minutes=settings.CLOCK_AHEAD_MINUTES)
        review.reviewed_at = min(max(review.reviewed_at, schedule.card.created_at), latest)
        review.study_day = learner.study_day(review.reviewed_at)
    settle_idle_days(learner, review.study_day)
    review.save(force_insert=True)
    _follow_log(learner, schedule, review)
    return Graded(review.card_id)


def _locked_schedule(learner: Learner, card_id: int) -> Schedule:
    rows = Schedule.objects.select_for_update(of=("self",)).select_related("card")
    return rows.of(learner).get(card=card_id)


def _follow_log(learner: Learner, schedule: Schedule, review: Review) -> None:
    """Bring the schedule and the study days in line with the log, to which this review came or from which it went."""
    for day in sorted(replay_card(learner, schedule) | {review.study_day}):
        recount_day(learner, day)


def replay_card(learner: Learner, schedule: Schedule) -> set[date]:
    """Rebuild one schedule and the phases of its reviews from the log. Returns the study days whose phases changed."""
    reviews = list(Review.objects.of(learner).filter(card=schedule.card_id).counted().in_order())
    state, changed = State(), set()
    gradings = ((review.quality, review.study_day) for review in reviews)
    is_practice = KINDS[schedule.card.kind].is_practice
    for review, (step, after) in zip(reviews, steps(learner.planner, gradings, is_practice=is_practice), strict=True):
        state = after
        if review.phase != step:
            Review.objects.filter(pk=review.pk).update(phase=step)
            changed.add(review.study_day)
    last = reviews[-1] if reviews else None
    last_look = schedule.last_look if learner.paced else None
    Schedule.objects.filter(pk=schedule.pk).update(
        **{column: getattr(state, column) for column in STATE_COLUMNS},
        planned_for=planned_for(
            state.due,
            asked_again_on(learner, schedule, last and last.reviewed_at),
            last_look,
            last.study_day if last else None,
        ),
        last_look=last_look,
        reviewed_at=last.reviewed_at if last else None,
        reviewed_on=last.study_day if last else None,
        is_practice=is_practice,
        version=F("version") + 1,
    )
    return changed


def follow_kind(card: Card) -> None:
    """The card may have another kind: what is practice by it, or no longer is, is planned so from its log."""
    is_practice = KINDS[card.kind].is_practice
    others = Schedule.objects.filter(card=card).exclude(is_practice=is_practice)
    for learner_id in others.order_by("learner").values_list("learner", flat=True):
        learner = locked(Learner(pk=learner_id))
        for day in sorted(replay_card(learner, _locked_schedule(learner, card.pk))):
            recount_day(learner, day)


def asked_again_on(learner: Learner, schedule: Schedule, reviewed_at: datetime | None) -> date | None:
    """The day on which the card changed its meaning, unless its last review, then, came after it."""
    changed_at = schedule.card.rev_at
    if reviewed_at is None or changed_at is None or changed_at <= reviewed_at:
        return None
    return learner.study_day(changed_at)


def undo_review(learner: Learner, *, key: UUID, only: UUID | None = None, now: datetime) -> dict[str, Any]:
    """Take back the learner's last review, bury or suspend: the last in the order of doing, whatever clocks said.

    `only`: the key of a review, for a page that shows it. It is taken back if it is the last one, and nothing else is.
    A card that was set aside and is back already (resumed, or its day has come) leaves nothing to take back.
    Returns {"undone": what, "card": id}, or {"undone": what, "count": n} of many cards; {} if there is none. Raises
    Unfit for the grade of a question that a loop asks now.
    """

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        review = last_review(learner)
        if only:
            return _undo_last(learner, review, now) if review and review.key == only else {}
        asides = Receipt.objects.filter(learner=learner, before__isnull=False, undone_at=None).order_by("-id")
        for aside in asides.iterator(chunk_size=10):
            if review and review.pk > (aside.after_review or 0):
                break
            if _undo_aside(learner, aside, record):
                return {"undone": aside.name, **aside.result}
        return _undo_last(learner, review, now) if review else {}

    return once(learner, key, "undo", {"review": only} if only else {}, write, now=now)


def undo_aside(learner: Learner, aside_key: UUID, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Take back the bury, suspend or resume that was sent with `aside_key`, whatever was done since.

    Returns the same as undo_review; {} if nothing of it is left to be taken back.
    """

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        asides = Receipt.objects.filter(learner=learner, key=aside_key, before__isnull=False, undone_at=None)
        aside = asides.first()
        return {"undone": aside.name, **aside.result} if aside and _undo_aside(learner, aside, record) else {}

    return once(learner, key, "undo-aside", {"aside": aside_key}, write, now=now)


def _undo_last(learner: Learner, review: Review, now: datetime) -> dict[str, Any]:
    # With the learner locked, as here, nobody else takes it back meanwhile.
    schedule = _locked_schedule(learner, review.card_id)
    if schedule.is_practice and review.card_id in held_cards(learner, learner.study_day(now)):
        # Opened again, it would be taken for the answer of the round.
        raise Unfit("The loop that you are rehearsing asks this one: take its grade back when the loop is over.")
    Review.objects.filter(pk=review.pk).update(undone_at=now)
    _follow_log(learner, schedule, review)
    if not schedule.is_practice:
        return {"undone": "review", "card": review.card_id}
    _open_again(learner, review, now)
    return {"undone": "practice", "card": review.card_id}


def _open_again(learner: Learner, review: Review, now: datetime) -> None:
    """What was written for a practice is an attempt again, beside its rubric, unless another one has begun."""
    attempts = Attempt.objects.of(learner).filter(card=review.card_id)
    attempts.filter(Q(detail={}) | Q(key=review.key)).delete()  # the key: of one that grading could not throw away
    if review.detail and not attempts.exists():
        attempt = Attempt.objects.create(
            learner=learner,
            card_id=review.card_id,
            key=uuid4(),
            detail=review.detail,
            seconds=review.seconds or 0,
            is_answered=True,
            begun_at=review.reviewed_at,
            kept_at=now,
        )
        Rehearsal.objects.of(learner).filter(key=review.key).update(key=attempt.key)


def _undo_aside(learner: Learner, aside: Receipt, record: Receipt) -> bool:
    """Whether the card, or one of them, was still set aside by it."""
    mark_undone(aside, record.made_at)
    if "schedules" in aside.before:
        return undo_many(learner, aside)
    schedule = Schedule.objects.select_for_update().of(learner).filter(card=aside.result["card"]).first()
    if schedule is None or not _is_aside(schedule, aside, learner, record.today):
        return False
    Schedule.objects.filter(pk=schedule.pk).update(**aside.before)
    hold_again(learner, record.today)
    return True


def _is_aside(schedule: Schedule, aside: Receipt, learner: Learner, today: date) -> bool:
    """Whether it still is, and by this: a bury of an earlier day is over, though the card was put off since."""
    if aside.name == "suspend":
        return schedule.is_suspended
    is_buried = schedule.buried_until is not None and schedule.buried_until > today
    return is_buried and learner.study_day(aside.made_at) >= today


def bury_card(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Keep a card out of the queue until the learner's next study day; one that a loop keeps out stays so longer."""
    return _set_aside(
        learner, card_id, "bury", lambda today: {"buried_until": today + timedelta(days=1)}, key=key, now=now
    )


def suspend_card(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Keep a card out of the queue until it is resumed."""
    return _set_aside(learner, card_id, "suspend", lambda _: {"is_suspended": True}, key=key, now=now)


def _set_aside(
    learner: Learner, card_id: int, name: str, columns_on: Callable[[date], dict[str, Any]], *, key: UUID, now: datetime
) -> dict[str, Any]:
    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        columns = columns_on(record.today)
        last = last_review(learner)
        record.after_review = last and last.pk
        schedule = Schedule.objects.select_for_update().of(learner).get(card=card_id)
        before = {column: getattr(schedule, column) for column in columns}
        record.before = {column: str(value) if isinstance(value, date) else value for column, value in before.items()}
        Schedule.objects.filter(pk=schedule.pk).update(**columns)
        hold_again(learner, record.today)
        return {"card": card_id}

    return once(learner, key, name, {"card": card_id}, write, now=now)


def resume_card(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Bring a suspended or buried card back into the queue. Raises Unfit where a loop keeps it out.

    There is nothing left for undo to bring back.
    """
    free = {"is_suspended": False, "buried_until": None}
    payload = {"card": card_id, **free}

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        columns = dict(free)
        if card_id in held_cards(learner, record.today):
            if not Schedule.objects.of(learner).filter(card__id=card_id, is_suspended=True).exists():
                raise Unfit("The loop that you are rehearsing asks this card: it comes back when the loop has ended.")
            del columns["buried_until"]
        result = _update(learner, card_id, columns)
        asides = Receipt.objects.filter(learner=learner, before__isnull=False, undone_at=None)
        asides.filter(result__card=card_id).update(undone_at=now)
        return result

    return once(learner, key, "resume", payload, write, now=now)


def flag_card(learner: Learner, card_id: int, is_flagged: bool, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Put the learner's flag on a card, or take it off."""
    if type(is_flagged) is not bool:
        raise ValueError(f"a flag is on or off, True or False, not {is_flagged!r}")
    return _change(learner, card_id, "flag", {"is_flagged": is_flagged}, key=key, now=now)


def write_note(
    learner: Learner, card_id: int, note: str, note_html: str, *, key: UUID, now: datetime
) -> dict[str, Any]:
    """Store the learner's own note on a card; an empty one removes it."""
    return _change(learner, card_id, "note", {"note": note, "note_html": note_html}, key=key, now=now)


def _change(
    learner: Learner, card_id: int, name: str, columns: dict[str, Any], *, key: UUID, now: datetime
) -> dict[str, Any]:
    return once(
        learner,
        key,
        name,
        {"card": card_id, **columns},
        lambda learner, _: _update(learner, card_id, columns),
        now=now,
    )


def _update(learner: Learner, card_id: int, columns: dict[str, Any]) -> dict[str, Any]:
    # By the card's own id: `card=` with a number beyond 64 bits is an error, not a row that isn't there.
    if not Schedule.objects.of(learner).filter(card__id=card_id).update(**columns):
        raise Schedule.DoesNotExist
    return {"card": card_id}
