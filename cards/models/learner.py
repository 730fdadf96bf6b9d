"""The learner: the account, its settings, and what it has already asked us to write."""

import zoneinfo
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from cards.names import folded_name
from cards.passwords import normal_password, spellings
from cards.scheduling import study_day
from cards.scheduling.queue import Limits


def check_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError("“%(name)s” is not a time zone. Take one such as Europe/Dublin.", params={"name": name})


class FoldedName(models.CharField):
    """Follows the user name at every save, whoever saves: the database lets no two learners have one name."""

    def pre_save(self, learner, add):
        learner.folded_name = folded_name(learner.username)
        return learner.folded_name


class LearnerManager(UserManager):
    def get_by_natural_key(self, username):
        return self.get(folded_name=folded_name(username))

    def _create_user_object(self, username, email, password, **extra_fields):
        return super()._create_user_object(username, email, normal_password(password), **extra_fields)


class Learner(AbstractUser):
    """An account and its settings: one row, so that a request reads both at once."""

    class Grades(models.IntegerChoices):
        FOUR = 4, "Four: Again, Hard, Good, Easy"
        TWO = 2, "Two: Again, Good"

    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    rollover_hour = models.PositiveSmallIntegerField(default=4)
    new_per_day = models.PositiveSmallIntegerField(default=settings.NEW_PER_DAY)
    reviews_per_day = models.PositiveSmallIntegerField(default=settings.REVIEWS_PER_DAY)
    minutes_per_day = models.PositiveSmallIntegerField(null=True, blank=True)
    # Weekdays, Monday = 0; at most two. They neither count for a streak nor break it.
    rest_days = models.JSONField(default=list, blank=True)
    # Study days (ISO dates) that a change of zone or roll-over hour jumped over: they break no streak.
    skipped_days = models.JSONField(default=list, blank=True)
    grades_shown = models.PositiveSmallIntegerField(choices=Grades, default=Grades.FOUR)
    show_intervals = models.BooleanField(default=True)
    reminder_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    folded_name = FoldedName(max_length=600, unique=True, editable=False)  # folding makes some letters three

    objects = LearnerManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_an_address",
                condition=~Q(email=""),
                violation_error_message="Another account has this email address.",
            ),
            models.CheckConstraint(condition=Q(rollover_hour__lte=23), name="rollover_is_an_hour"),
            models.CheckConstraint(condition=Q(reminder_hour__lte=23), name="reminder_is_an_hour"),
            models.CheckConstraint(condition=Q(grades_shown__in=(2, 4)), name="two_or_four_grades"),
        ]

    def clean(self) -> None:
        super().clean()
        if not self.username:  # which the form says already
            return
        namesakes = Learner.objects.filter(folded_name=folded_name(self.username)).exclude(pk=self.pk)
        if namesakes.exists():
            raise ValidationError({"username": "A user with that username already exists."})

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(normal_password(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        is_right = super().check_password
        return any(is_right(spelling) for spelling in spellings(raw_password))

    def study_day(self, moment: datetime) -> date:
        return study_day(moment, self.time_zone, self.rollover_hour)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def limits(self) -> Limits:
        return Limits(new=self.new_per_day, reviews=self.reviews_per_day, minutes=self.minutes_per_day)

    @property
    def skipped(self) -> frozenset[date]:
        return frozenset(date.fromisoformat(day) for day in self.skipped_days)


class Write(models.Model):
    """One write of a learner under the key their form carried, so that a retry is answered and not done again.

    Reviews carry their own key; this is for every other write. Bury and suspend keep what was there before, for undo.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, db_index=False)
    key = models.UUIDField()
    name = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="one_write_a_key")]
        indexes = [
            models.Index(
                fields=["learner", "made_at"],
                name="undoable_writes",
                condition=Q(before__isnull=False, undone_at__isnull=True),
            )
        ]
