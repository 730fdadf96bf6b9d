"""Does everything that is derived still follow from what it is derived from? The log, the card's text, the enrolments.

Learner by learner and CARDS_AT_ONCE schedules at a time, so that memory stays small however much is stored.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from cards.kinds import KINDS, render_card
from cards.models import Card, Deck, Enrolment, Learner, Review, Schedule, StudyDay
from cards.scheduling import State, steps
from cards.services.decks import add_schedules, reshelve, set_content
from cards.services.review import replay_card
from cards.services.study_days import counts_from_log, locked, recount_day, recount_streaks, streaks_of

CARDS_AT_ONCE = 500
STATE_COLUMNS = ("repetitions", "ease", "interval", "due", "repeat_on", "lapses")
# A study day against the UTC date of its review: zones reach from -12 to +14 hours, roll-over takes up to 23 off.
EARLIEST_STUDY_DAY, LATEST_STUDY_DAY = -2, 1
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError)  # content that its kind can't render


@dataclass(frozen=True)
class Finding:
    """One disagreement. `card` and `day` say what to rebuild; `is_cache`: rebuilding it from the log mends it."""

    name: str
    text: str
    is_cache: bool = True
    card: int | None = None
    day: date | None = None

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


# The database and the cards ------------------------------------------------------------------------------------------


def check_database() -> Iterator[Finding]:
    """SQLite's own checks of its file. PostgreSQL keeps its constraints itself, and has pg_amcheck for its files."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield Finding("database", said, is_cache=False)
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, parent, _ in cursor.fetchall():
            yield Finding("database", f"row {row} of {table} points to a row of {parent} that is gone", is_cache=False)


def check_cards() -> Iterator[Finding]:
    first_sibling: Card | None = None
    cards = Card.objects.order_by("deck_id", "key", "ordinal")
    for card in cards.iterator(chunk_size=CARDS_AT_ONCE):
        yield from _check_rendering(card)
        if not card.ordinal or card.status != Card.Status.ACTIVE:
            continue
        if first_sibling is None or first_sibling.siblings != card.siblings:
            first_sibling = card
        elif (first_sibling.kind, first_sibling.content) != (card.kind, card.content):
            text = f"card {card.pk} has another text than its sibling, card {first_sibling.pk}"
            yield Finding("sibling", text, is_cache=False, card=card.pk)


def _check_rendering(card: Card) -> Iterator[Finding]:
    if card.status != Card.Status.ACTIVE:
        return
    try:
        html = render_card(card.kind, card.content, card.ordinal)
        ordinals = KINDS[card.kind].ordinals(card.content)
    except UNREADABLE as error:
        text = f"card {card.pk}: its kind {card.kind!r} cannot render its content ({type(error).__name__})"
        yield Finding("content", text, is_cache=False, card=card.pk)
        return
    if card.ordinal not in ordinals:
        yield Finding("content", f"card {card.pk} asks for gap {card.ordinal}, which its text does not have", False)
    if card.html != html:
        yield Finding("html", f"card {card.pk} shows something else than its content says", card=card.pk)


def fix_cards(findings: Iterable[Finding]) -> None:
    for card in Card.objects.filter(pk__in=[finding.card for finding in findings if finding.name == "html"]):
        set_content(card, card.kind, card.content)
        card.save(update_fields=["html", "title", "search"])


# One learner ---------------------------------------------------------------------------------------------------------


def check_learner(learner: Learner) -> list[Finding]:
    """What disagrees now. Looked at twice, for the learner may have graded a card while we were looking."""
    first = list(_check_learner(learner))
    return [finding for finding in _check_learner(learner) if finding in first] if first else []


def _check_learner(learner: Learner) -> Iterator[Finding]:
    for schedules in _batches(learner):
        log = _log_of(learner, schedules[0].card_id, schedules[-1].card_id)
        for schedule in schedules:
            yield from _check_schedule(learner, schedule, log.get(schedule.card_id, []))
    yield from _check_missing(learner)
    yield from _check_shelves(learner)
    yield from _check_days(learner)


def _batches(learner: Learner) -> Iterator[list[Schedule]]:
    last = 0
    while True:
        rows = Schedule.objects.of(learner).filter(card__gt=last).order_by("card_id").select_related("card")
        batch = list(rows.defer("card__content", "card__html", "card__search", "note", "note_html")[:CARDS_AT_ONCE])
        if not batch:
            return
        yield batch
        last = batch[-1].card_id


def _log_of(learner: Learner, first_card: int, last_card: int) -> dict[int, list[Review]]:
    log = defaultdict(list)
    reviews = Review.objects.of(learner).filter(card__gte=first_card, card__lte=last_card).defer("detail")
    for review in reviews.order_by("card_id", "reviewed_at", "id").iterator(chunk_size=2_000):
        log[review.card_id].append(review)
    return log


def _check_schedule(learner: Learner, schedule: Schedule, reviews: list[Review]) -> Iterator[Finding]:
    where = f"learner {learner.pk}, card {schedule.card_id}"
    counted = [review for review in reviews if review.undone_at is None]
    state = State()
    for review, (phase, after) in zip(
        counted, steps((review.quality, review.study_day) for review in counted), strict=True
    ):
        state = after
        if review.phase != phase:
            text = f"{where}: review {review.pk} is stored as phase {review.phase}, and was {phase.value}"
            yield Finding("phase", text, card=schedule.card_id, day=review.study_day)
    last = counted[-1] if counted else None
    expected = {column: getattr(state, column) for column in STATE_COLUMNS}
    expected |= {"reviewed_at": last and last.reviewed_at, "reviewed_on": last and last.study_day}
    for column, value in expected.items():
        stored = getattr(schedule, column)
        if stored != value:
            text = f"{where}: {column} is {stored}, the log says {value}"
            yield Finding("schedule", text, card=schedule.card_id)
    if not _is_planned_right(schedule, state, last):
        text = f"{where}: planned_for is {schedule.planned_for}, with the due day {state.due}"
        yield Finding("planned_for", text, card=schedule.card_id)
    if schedule.siblings != schedule.card.siblings:
        text = f"{where}: siblings is {schedule.siblings!r}, the card says {schedule.card.siblings!r}"
        yield Finding("siblings", text, card=schedule.card_id)
    for review in reviews:
        yield from _check_study_day(where, review)


def _is_planned_right(schedule: Schedule, state: State, last: Review | None) -> bool:
    changed_at = schedule.card.rev_at
    if state.due is None or last is None or changed_at is None or changed_at <= last.reviewed_at:
        return schedule.planned_for == state.due
    if schedule.planned_for is None:
        return False
    # The day the card changed, by the learner's zone of that time, which nobody remembers: a day either way.
    wanted = min(state.due, changed_at.date())
    return schedule.planned_for <= state.due and abs(schedule.planned_for - wanted) <= timedelta(days=1)


def _check_study_day(where: str, review: Review) -> Iterator[Finding]:
    ahead = (review.study_day - review.reviewed_at.date()).days
    if not EARLIEST_STUDY_DAY <= ahead <= LATEST_STUDY_DAY:
        text = f"{where}: review {review.pk} of {review.reviewed_at:%F %R} UTC is on study day {review.study_day}"
        yield Finding("study_day", text, is_cache=False, card=review.card_id)


def _check_missing(learner: Learner) -> Iterator[Finding]:
    scheduled = Schedule.objects.of(learner).values("card")
    reviewed = Review.objects.of(learner).exclude(card__in=scheduled).values_list("card", flat=True).distinct()
    for card in reviewed.order_by("card_id").iterator(chunk_size=2_000):
        yield Finding("no schedule", f"learner {learner.pk}, card {card}: reviewed, without a schedule", card=card)
    for enrolment in Enrolment.objects.filter(learner=learner).select_related("deck"):
        missing = Card.objects.in_track(enrolment.deck).exclude(pk__in=scheduled).order_by("pk")
        for card in missing.values_list("pk", flat=True):
            text = f"learner {learner.pk}, card {card}: in the enrolled deck {enrolment.deck.slug}, without a schedule"
            yield Finding("not enrolled", text, card=card)


def _check_shelves(learner: Learner) -> Iterator[Finding]:
    studied = Enrolment.objects.filter(learner=learner, is_paused=False).values("deck")
    decks = Deck.objects.filter(Q(pk__in=studied) | Q(tracks__in=studied)).values("pk")
    in_queue = Q(card__status=Card.Status.ACTIVE, card__deck__in=decks)
    schedules = Schedule.objects.of(learner)
    wrong = schedules.filter(in_queue, is_shelved=True) | schedules.filter(~in_queue, is_shelved=False)
    for card, is_shelved in wrong.order_by("card_id").values_list("card", "is_shelved").distinct():
        said = "shelved, though its deck is studied" if is_shelved else "in the queue, though its deck is not studied"
        yield Finding("shelf", f"learner {learner.pk}, card {card}: {said}", card=card)


def _check_days(learner: Learner) -> Iterator[Finding]:
    log = counts_from_log(learner)
    stored = {day.day: day for day in StudyDay.objects.of(learner)}
    for day in sorted(log.keys() | stored.keys()):
        where = f"learner {learner.pk}, study day {day}"
        if day not in log:
            yield Finding("counter", f"{where}: counted, without a review in the log", day=day)
        elif day not in stored:
            yield Finding("counter", f"{where}: {log[day]['reviews']} reviews in the log, not counted", day=day)
        else:
            yield from _check_counters(where, stored[day], log[day])
    streaks = streaks_of(learner, sorted(stored.keys() & log.keys()))
    for day, length in streaks.items():
        if stored[day].streak != length:
            text = f"learner {learner.pk}, study day {day}: the streak is {stored[day].streak}, the log says {length}"
            yield Finding("streak", text, day=day)


def _check_counters(where: str, stored: StudyDay, log: dict[str, Any]) -> Iterator[Finding]:
    for counter, number in log.items():
        if getattr(stored, counter) != number:
            text = f"{where}: {counter} is {getattr(stored, counter)}, the log says {number}"
            yield Finding("counter", text, day=stored.day)


def fix_learner(learner: Learner, findings: Iterable[Finding]) -> None:
    """Rebuild what the findings name from the log, which itself is never touched but for the phases derived in it."""
    wrong = [finding for finding in findings if finding.is_cache]
    cards = {finding.card for finding in wrong if finding.card}
    with transaction.atomic():
        learner = locked(learner)
        missing = {finding.card for finding in wrong if finding.name in {"no schedule", "not enrolled"}}
        add_schedules(learner, Card.objects.filter(pk__in=missing))
        rows = Schedule.objects.select_for_update(of=("self",)).of(learner).filter(card__in=cards)
        for schedule in rows.select_related("card").order_by("pk"):
            Schedule.objects.filter(pk=schedule.pk).update(siblings=schedule.card.siblings)
            replay_card(learner, schedule)
        reshelve(learner)
        for day in sorted(_wrong_days(learner) | {finding.day for finding in wrong if finding.day}):
            recount_day(learner, day)
        recount_streaks(learner)


def _wrong_days(learner: Learner) -> set[date]:
    return {finding.day for finding in _check_days(learner) if finding.day}
