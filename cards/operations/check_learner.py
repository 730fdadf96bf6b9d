"""Does what is derived of one learner still follow from their log, and how to work it out again if not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property

from django.db import models, transaction
from django.db.models import Q

from cards import markdown
from cards.kinds import KINDS
from cards.models import (
    Card,
    Deck,
    Enrolment,
    Fit,
    Learner,
    Review,
    Schedule,
    StudyDay,
    Topic,
)
from cards.models.review import STATE_COLUMNS
from cards.models.storing import COUNTERS
from cards.operations.check_rows import ROWS_AT_ONCE, Broken
from cards.operations.findings import CARDS_AT_ONCE, Finding, confirmed, guarded, in_pieces
from cards.operations.rules.learners import EARLIEST_STUDY_DAY, LATEST_STUDY_DAY
from cards.queries.new_cards import new_order
from cards.scheduling import State, planned_for, steps
from cards.services.decks import add_schedules, reorder, reshelve
from cards.services.review import replay_card
from cards.services.study_days import counts_of, locked, recount_day, recount_streaks, streaks_of


def learners(broken: Broken) -> Iterator[Learner]:
    """Every learner. One whose own row cannot be relied on is given settings that nothing here depends on.

    Of a closed account some may be deleted by now, and the rest is to go.
    """
    stay, last = Learner.objects.filter(leaving=None).order_by("pk"), 0
    while ids := list(stay.filter(pk__gt=last).values_list("pk", flat=True)[:CARDS_AT_ONCE]):
        for pk in ids:
            learner = Learner(pk=pk) if pk in broken.learners else Learner.objects.filter(pk=pk).first()
            if learner is not None:  # deleted meanwhile
                yield learner
        last = ids[-1]


def check_learner(learner: Learner, broken: Broken | None = None) -> list[Finding]:
    """What disagrees now."""
    return confirmed(lambda: _Check(learner, broken or Broken()).findings())


class _Check:
    """One look at one learner. On its way through the log it adds up the counters of the study days."""

    def __init__(self, learner: Learner, broken: Broken) -> None:
        self.learner, self.broken = learner, broken
        self.counts: dict[date, Counter[str]] = defaultdict(Counter)
        self.is_log_whole = True  # or some reviews may be another card's
        self.uncertain = {card for owner, card in broken.logs if owner == learner.pk}
        enrolments = Enrolment.objects.filter(learner=learner).exclude(pk__in=broken.of(Enrolment))
        self.enrolled = list(enrolments.select_related("deck").defer("deck__about").order_by("pk"))
        self.own = [each for each in self.enrolled if each.deck.owner_id in (None, learner.pk)]
        links = Deck.packs.through.objects.filter(from_deck__in=[each.deck_id for each in self.own])
        packs = list(links.values_list("from_deck", "to_deck"))

        def decks_of(enrolments: list[Enrolment]) -> set[int]:
            tracks = {enrolment.deck_id for enrolment in enrolments}
            return tracks | {pack for track, pack in packs if track in tracks}

        self.covered = decks_of(self.own)  # also paused
        self.studied = decks_of([each for each in self.own if not each.is_paused])

    @cached_property
    def is_placed(self) -> bool:
        """Whether all schedules and enrolments are where they can be. If not, a missing one may be somewhere else."""
        cards = Card.objects.filter(Q(deck__owner=None) | Q(deck__owner=self.learner.pk))
        schedules = Schedule.objects.of(self.learner)
        in_queue = schedules.filter(is_shelved=False, card__status=Card.Status.ACTIVE)
        return not (
            len(self.own) < len(self.enrolled)
            or schedules.exclude(card__in=cards.values("pk")).exists()
            or in_queue.exclude(card__deck__in=self.covered).exists()
        )

    def findings(self) -> Iterator[Finding]:
        where = f"learner {self.learner.pk}"
        for look, what in (
            (self._enrolments, "enrolments"), (self._unscheduled, "reviews"), (self._schedules, "schedules"),
            (self._missing, "cards"), (self._days, "study days"), (self._weights, "weights"),
        ):  # fmt: skip
            yield from guarded(look, f"{where}: the {what}")

    def _enrolments(self) -> Iterator[Finding]:
        for enrolment in self.enrolled:
            if enrolment not in self.own:
                text = (
                    f"learner {self.learner.pk} is enrolled in deck {enrolment.deck_id}, which is somebody else's own"
                )
                yield Finding("foreign", text, is_cache=False)

    def _weights(self) -> Iterator[Finding]:
        """They are those of the fit in use: what the schedules are replayed with."""
        kept = Fit.objects.of(self.learner).exclude(pk__in=self.broken.of(Fit))
        kept = kept.filter(outcome=Fit.Outcome.KEPT, dropped_at=None).order_by("-id").first()
        if self.learner.weights != (kept and kept.weights):
            text = f"learner {self.learner.pk}: the weights of the memory model are not those of the fit in use"
            yield Finding("weights", text, is_cache=False)

    def _schedules(self) -> Iterator[Finding]:
        last = 0
        while ids := self._next(Schedule, last):
            sound = [card for schedule, card in ids if schedule not in self.broken.rows[Schedule]]
            rows = Schedule.objects.of(self.learner).filter(card__in=sound).exclude(card__in=self.broken.of(Card))
            deferred = (
                "card__content",
                "card__html",
                "card__search",
                "card__sources",
                "card__deck__about",
                "card__topic__primer",
                "card__topic__primer_html",
            )
            schedules = list(rows.order_by("card_id").select_related("card__deck", "card__topic").defer(*deferred))
            log = self._log(last, ids[-1][1])
            for schedule in schedules:
                reviews = log.get(schedule.card_id, [])
                where = f"learner {self.learner.pk}, card {schedule.card_id}"
                yield from guarded(
                    lambda schedule=schedule, reviews=reviews, where=where: self._schedule(where, schedule, reviews),
                    where,
                )
            last = ids[-1][1]
            if len(ids) < CARDS_AT_ONCE:
                break
        self._log(last, 2**63 - 1)

    def _next(self, model: type[models.Model], last: int) -> list[tuple[int, int]]:
        """(id, card) of the next rows, by card: read apart, for what else they hold may be unreadable."""
        rows = model._default_manager.filter(learner=self.learner.pk, card__gt=last).order_by("card_id")
        return list(rows.values_list("pk", "card_id")[:CARDS_AT_ONCE])

    def _log(self, after_card: int, last_card: int) -> dict[int, list[Review]]:
        """The reviews of the cards after the one and up to the other, in the log's order; counted on the way."""
        log = defaultdict(list)
        rows = Review.objects.of(self.learner).filter(card_id__gt=after_card, card_id__lte=last_card)
        rows = (
            rows.exclude(pk__in=self.broken.of(Review)).defer("detail", "key").order_by("card_id", "reviewed_at", "id")
        )
        last: Review | None = None
        while True:
            after = Q()
            if last:
                later = Q(reviewed_at__gt=last.reviewed_at) | Q(reviewed_at=last.reviewed_at, pk__gt=last.pk)
                after = Q(card__gt=last.card_id) | (Q(card=last.card_id) & later)
            piece = list(rows.filter(after)[:ROWS_AT_ONCE])
            for review in piece:
                log[review.card_id].append(review)
                if review.undone_at is None:
                    self.counts[review.study_day].update(counts_of(review))
            if len(piece) < ROWS_AT_ONCE:
                return log
            last = piece[-1]

    def _schedule(self, where: str, schedule: Schedule, reviews: list[Review]) -> Iterator[Finding]:
        card = schedule.card
        if card.deck.owner_id not in (None, self.learner.pk):
            yield Finding("foreign", f"{where}: a schedule in deck {card.deck_id}, which is somebody else's own", False)
            return
        yield from self._shelf(where, schedule)
        if card.pk in self.uncertain:
            return
        counted = [review for review in reviews if review.undone_at is None]
        state = State()
        for review, (phase, after) in zip(
            counted,
            steps(
                self.learner.planner,
                ((review.quality, review.study_day) for review in counted),
                is_practice=KINDS[card.kind].is_practice,
            ),
            strict=True,
        ):
            state = after
            if review.phase != phase:
                text = f"{where}: review {review.pk} is stored as phase {review.phase}, and was {phase.value}"
                yield Finding("phase", text, self.is_log_whole, card=card.pk, day=review.study_day)
        last = counted[-1] if counted else None
        expected = {column: getattr(state, column) for column in STATE_COLUMNS}
        expected |= {"is_practice": KINDS[card.kind].is_practice}
        expected |= {"reviewed_at": last and last.reviewed_at, "reviewed_on": last and last.study_day}
        for column, value in expected.items():
            stored = getattr(schedule, column)
            if stored != value:
                text = f"{where}: {column} is {stored}, the log says {value}"
                yield Finding("schedule", text, self.is_log_whole, card=card.pk)
        if schedule.last_look and not self.learner.paced:
            text = f"{where}: last_look is {schedule.last_look}, and no plan leads to a day"
            yield Finding("planned_for", text, self.is_log_whole, card=card.pk)
        if not _is_planned_right(schedule, state, last):
            text = f"{where}: planned_for is {schedule.planned_for}, with the due day {state.due}"
            yield Finding("planned_for", text, self.is_log_whole, card=card.pk)
        # Each review moves it, and each undo; a card that is asked again and --fix do too, so it may be higher.
        least = len(reviews) + len(reviews) - len(counted)
        if schedule.version < least:
            text = f"{where}: version is {schedule.version}, and the log has moved it {least} times"
            yield Finding("version", text, self.is_log_whole, card=card.pk)
        if schedule.siblings != card.siblings:
            text = f"{where}: siblings is {schedule.siblings!r}, the card says {card.siblings!r}"
            yield Finding("siblings", text, card=card.pk)
        if schedule.position != (place := self._place_of(schedule)):
            text = f"{where}: position is {schedule.position}, the order of new cards says {place}"
            yield Finding("position", text, card=card.pk)
        if schedule.note_html != markdown.render(schedule.note):
            yield Finding("note", f"{where}: shows another note than was written", card=card.pk)

    def _place_of(self, schedule: Schedule) -> int:
        """Where the card stands among the learner's new ones; one that is not asked may stand anywhere."""
        if schedule.card.deck.owner_id is not None:
            return schedule.card.position
        if self.broken.rows[Card] or self.broken.rows[Deck] or self.broken.rows[Topic]:
            return schedule.position  # what the order hangs on has to be mended first
        return self.order.get(schedule.card_id, schedule.position)

    @cached_property
    def order(self) -> dict[int, int]:
        return new_order(self.learner)

    def _shelf(self, where: str, schedule: Schedule) -> Iterator[Finding]:
        card = schedule.card
        is_known = card.deck.owner_id is None and self.learner.known.holds(
            card.stage, card.topic.slug if card.topic else ""
        )
        in_queue = card.status == Card.Status.ACTIVE and card.deck_id in self.studied and not is_known
        if schedule.is_shelved != in_queue:
            return
        if not schedule.is_shelved and card.status == Card.Status.ACTIVE and card.deck_id not in self.covered:
            text = f"{where}: in the queue, and no enrolment is in its deck {card.deck_id}"
            yield Finding("no enrolment", text, is_cache=False, card=card.pk)
            return
        said = "shelved, though its deck is studied" if in_queue else "in the queue, though its deck is not studied"
        yield Finding("shelf", f"{where}: {said}", card=card.pk)

    def _unscheduled(self) -> Iterator[Finding]:
        """Reviews whose card the learner has no schedule for."""
        scheduled = Schedule.objects.of(self.learner).values("card")
        rows = Review.objects.of(self.learner).exclude(card__in=scheduled)
        last = 0
        while cards := list(
            rows.filter(card__gt=last).order_by("card_id").values_list("card_id", flat=True).distinct()[:CARDS_AT_ONCE]
        ):
            visible = Card.objects.filter(pk__in=cards, deck__in=self.covered).exclude(pk__in=self.broken.of(Card))
            mine = set(visible.values_list("pk", flat=True)) - self.uncertain
            for card in cards:
                where = f"learner {self.learner.pk}, card {card}"
                if card in mine:
                    yield Finding("no schedule", f"{where}: reviewed, without a schedule", self.is_placed, card=card)
                else:
                    self.is_log_whole = False
                    text = f"{where}: reviewed, without a schedule and in no deck of theirs"
                    yield Finding("foreign", text, is_cache=False, card=card)
            last = cards[-1]

    def _missing(self) -> Iterator[Finding]:
        """Cards of enrolled decks without a schedule. Mended only where all that is in the queue has an enrolment."""
        scheduled = Schedule.objects.of(self.learner).values("card")
        for enrolment in self.own:
            missing = (
                Card.objects.in_track(enrolment.deck).exclude(pk__in=scheduled).exclude(pk__in=self.broken.of(Card))
            )
            cards = list(missing.order_by("pk").values_list("pk", flat=True))
            # An own card that another learner has a schedule for was in another deck once.
            others = Schedule.objects.filter(card__in=cards).exclude(learner=self.learner.pk)
            is_sure = bool(cards) and self.is_placed and (enrolment.deck.owner_id is None or not others.exists())
            for card in cards:
                text = f"learner {self.learner.pk}, card {card}: in deck {enrolment.deck.slug}, without a schedule"
                yield Finding("not enrolled", text, is_cache=is_sure, card=card)

    def _days(self) -> Iterator[Finding]:
        broken = self.broken.of(StudyDay)
        stored = {row.day: row for row in in_pieces(StudyDay.objects.of(self.learner).exclude(pk__in=broken))}
        is_sure = not self.uncertain and self.is_log_whole
        unread = bool(broken) and StudyDay.objects.of(self.learner).filter(pk__in=broken).exists()
        for day in sorted(self.counts.keys() | stored.keys()):
            where = f"learner {self.learner.pk}, study day {day}"
            log = self.counts.get(day)
            if log is None:
                yield Finding("counter", f"{where}: counted, without a review in the log", is_sure, day=day)
            elif day not in stored:
                if not unread:
                    number = log["reviews"] + log["practices"]
                    yield Finding("counter", f"{where}: {number} reviews in the log, not counted", is_sure, day=day)
            else:
                for counter in COUNTERS:
                    number = getattr(stored[day], counter)
                    if number != log[counter]:
                        text = f"{where}: {counter} is {number}, the log says {log[counter]}"
                        yield Finding("counter", text, is_sure, day=day)
        if unread or not is_sure or self.learner.pk in self.broken.learners:
            return
        for day, run in streaks_of(self.learner, sorted(stored.keys() & self.counts.keys())).items():
            where = f"learner {self.learner.pk}, study day {day}"
            if stored[day].streak != run.days:
                text = f"{where}: the streak is {stored[day].streak}, the log says {run.days}"
                yield Finding("streak", text, day=day)
            if stored[day].freezes != run.freezes:
                text = f"{where}: {stored[day].freezes} freezes are kept, the log says {run.freezes}"
                yield Finding("streak", text, day=day)


def _is_planned_right(schedule: Schedule, state: State, last: Review | None) -> bool:
    changed_at = schedule.card.rev_at
    due = planned_for(state.due, None, schedule.last_look, last.study_day if last else None)
    if due is None or last is None or changed_at is None or changed_at <= last.reviewed_at:
        return schedule.planned_for == due
    if schedule.planned_for is None:
        return False
    # The study day on which the card changed, by the learner's zone and roll-over of that time, which nobody remembers.
    earliest = changed_at.date() + timedelta(days=EARLIEST_STUDY_DAY)
    latest = changed_at.date() + timedelta(days=LATEST_STUDY_DAY)
    return min(due, earliest) <= schedule.planned_for <= min(due, latest)


REPLAYED = {"schedule", "planned_for", "phase", "no schedule", "version"}


def fix_learner(learner: Learner, findings: Iterable[Finding]) -> None:
    """Rebuild what the findings name from the log, which itself is never touched but for the phases derived in it."""
    wrong = [finding for finding in findings if finding.is_cache]
    cards = {finding.card for finding in wrong if finding.card}
    of = defaultdict(set)
    for finding in wrong:
        of[finding.name].add(finding.card)
    with transaction.atomic():
        learner = locked(learner)
        add_schedules(learner, Card.objects.filter(pk__in=of["no schedule"] | of["not enrolled"]))
        days = {finding.day for finding in wrong if finding.name in {"counter", "phase"} and finding.day}
        replayed = set().union(*(of[name] for name in REPLAYED))
        rows = Schedule.objects.select_for_update(of=("self",)).of(learner).filter(card__in=cards)
        for schedule in rows.select_related("card").order_by("pk"):
            if schedule.card_id in replayed:
                days |= replay_card(learner, schedule)
            _fix_schedule(schedule)
        if to_shelve := of["shelf"] | of["no schedule"] | of["not enrolled"]:
            reshelve(learner, card__in=sorted(to_shelve))
        if to_shelve | of["position"]:
            reorder(learner)
        for day in sorted(days):
            recount_day(learner, day)
        if any(finding.name in {"counter", "streak"} for finding in wrong):
            recount_streaks(learner)


def _fix_schedule(schedule: Schedule) -> None:
    """What is derived from the card and the note; and the version, if the log moved it more often."""
    reviews = Review.objects.filter(learner=schedule.learner_id, card=schedule.card_id)
    least = reviews.count() + reviews.exclude(undone_at=None).count()
    rows = Schedule.objects.filter(pk=schedule.pk)
    rows.update(siblings=schedule.card.siblings, note_html=markdown.render(schedule.note))
    rows.filter(card__deck__owner__isnull=False).update(position=schedule.card.position)
    rows.filter(version__lt=least).update(version=least)
