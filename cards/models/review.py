"""The review log, which is the truth, and what is derived from it: schedules and study days."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cards.models.deck import Card
from cards.scheduling import MAXIMUM_INTERVAL, MINIMUM_EASE, STARTING_EASE, Phase, Run, State

STATE_COLUMNS = tuple(field.name for field in fields(State))


@dataclass(slots=True)
class NewReview:
    """A review that is about to be stored. The model itself takes several times as long to make."""

    learner_id: int
    card_id: int
    key: UUID
    quality: int
    reviewed_at: datetime
    study_day: date
    seconds: int | None
    detail: dict[str, Any] | None
    phase: Phase = Phase.NEW


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)

    def active(self):
        """Those of the queue of cards. Practice is offered beside it."""
        return self.filter(is_suspended=False, is_shelved=False, is_practice=False)

    def practice(self):
        return self.filter(is_suspended=False, is_shelved=False, is_practice=True)


class Schedule(models.Model):
    """One learner's state for one card: a cache of replaying its reviews, and what the learner set by hand."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE)
    # The State of cards.scheduling, by its names.
    repetitions = models.PositiveIntegerField(default=0)
    ease = models.PositiveIntegerField(default=STARTING_EASE)  # hundredths
    interval = models.PositiveIntegerField(default=0)  # days
    due = models.DateField(null=True)
    repeat_on = models.DateField(null=True)
    lapses = models.PositiveIntegerField(default=0)
    memory = models.JSONField(null=True)
    # When the queue asks: the due day, or an earlier one (a card that changed, a last look). Null: not seen yet.
    planned_for = models.DateField(null=True)
    # The day before an interview on which the card is to be looked at, if it is due later. Null: it paces to none.
    last_look = models.DateField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_on = models.DateField(null=True)  # the study day of reviewed_at
    version = models.PositiveIntegerField(default=0)  # moves with every review and undo
    position = models.PositiveIntegerField(default=0)  # the order of new cards
    siblings = models.CharField(max_length=130, blank=True)
    is_practice = models.BooleanField(
        default=False, db_default=False
    )  # its card's kind is: never in the queue of cards
    # Set by the learner.
    buried_until = models.DateField(null=True)
    is_suspended = models.BooleanField(default=False)
    is_shelved = models.BooleanField(default=False)  # its deck is paused, or the card retired or deleted
    is_flagged = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    note_html = models.TextField(blank=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "card"], name="one_schedule_a_card"),
            models.CheckConstraint(condition=Q(ease__gte=MINIMUM_EASE), name="ease_above_minimum"),
            models.CheckConstraint(condition=Q(interval__lte=MAXIMUM_INTERVAL), name="interval_below_maximum"),
            models.CheckConstraint(
                condition=Q(due=None, planned_for=None) | Q(planned_for__lte=F("due")), name="planned_by_its_due_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["learner", "planned_for"],
                name="due_cards",
                condition=Q(is_suspended=False, is_shelved=False, planned_for__isnull=False),
            ),
            models.Index(
                fields=["learner", "position", "id"],
                name="new_cards",
                condition=Q(is_suspended=False, is_shelved=False, planned_for__isnull=True),
            ),
            models.Index(
                fields=["learner", "repeat_on"], name="same_day_repeats", condition=Q(repeat_on__isnull=False)
            ),
            models.Index(fields=["learner"], name="practice_items", condition=Q(is_practice=True)),
            models.Index(
                fields=["learner", "siblings", "reviewed_on"], name="siblings_of_a_day", condition=~Q(siblings="")
            ),
        ]

    @property
    def state(self) -> State:
        return State(*(getattr(self, column) for column in STATE_COLUMNS))


class ReviewQuerySet(models.QuerySet["Review"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)

    def counted(self):
        return self.filter(undone_at=None)

    def in_order(self):
        return self.order_by("reviewed_at", "id")


class Review(models.Model):
    """One grading of one card at one time. Never changed or deleted, but for being marked undone."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE)
    key = models.UUIDField()  # made by the client before sending; the same on every retry
    quality = models.PositiveSmallIntegerField()
    reviewed_at = models.DateTimeField()
    study_day = models.DateField()  # frozen when written: moving to another zone rewrites no history
    seconds = models.PositiveSmallIntegerField(null=True)
    phase = models.PositiveSmallIntegerField(choices=[(phase.value, phase.name) for phase in Phase])
    detail = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="one_review_a_key"),
            models.CheckConstraint(condition=Q(quality__lte=5), name="quality_to_five"),
        ]
        indexes = [
            models.Index(fields=["learner", "card", "reviewed_at", "id"], name="reviews_of_a_card"),
            models.Index(fields=["learner", "study_day", "id"], name="reviews_of_a_day"),
            models.Index(fields=["learner", "id"], name="reviews_in_order_of_doing", condition=Q(undone_at=None)),
        ]


class StudyDayQuerySet(models.QuerySet["StudyDay"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)


class StudyDay(models.Model):
    """What one learner did on one study day: a roll-up of the log, so that statistics never read the log."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    day = models.DateField()
    reviews = models.PositiveIntegerField(default=0)  # all of cards, repeats too
    seconds = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)  # first reviews of a card
    young_passed = models.PositiveIntegerField(default=0)
    young_failed = models.PositiveIntegerField(default=0)
    mature_passed = models.PositiveIntegerField(default=0)
    mature_failed = models.PositiveIntegerField(default=0)
    early = models.PositiveIntegerField(default=0)
    practices = models.PositiveIntegerField(default=0, db_default=0)  # these are in no other counter
    practice_seconds = models.PositiveIntegerField(default=0, db_default=0)
    streak = models.PositiveIntegerField(default=1)  # its length on this day
    freezes = models.PositiveSmallIntegerField(default=0, db_default=0)  # kept after it

    objects = StudyDayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "day"], name="one_row_a_study_day")]

    @property
    def run(self) -> Run:
        return Run(self.streak, self.freezes)

    @property
    def due_done(self) -> int:
        """Reviews of seen cards, those before their day too: what the daily limit counts. Repeats are none."""
        return self.recalled + self.young_failed + self.mature_failed + self.early

    @property
    def recalled(self) -> int:
        """Of the cards that were due, those that were known."""
        return self.young_passed + self.mature_passed
