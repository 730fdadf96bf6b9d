"""The learner: the account, its settings, and what it has already asked us to write."""

import zoneinfo
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from cards.scheduling import FITTED, SCHEDULERS, USUAL_SCHEDULER, Excused, Limits, Scheduler, study_day
from cards.scheduling import time_zone as zone_called
from cards.scheduling.fsrs import Model, model_of
from cards.scheduling.order import Part
from cards.spelling import fold, normal_password, password_spellings

UTC = zoneinfo.ZoneInfo("UTC")
USUAL_ROLLOVER = 4
Stretch = tuple[date, date]  # first and last of days in a row
SCHEDULER_NAMES = {
    "sm2": "SM-2: a fixed rule. Each success multiplies the interval by the card’s ease",
    "fsrs": "FSRS-6: a model of memory. A card comes when you would still recall it nine times in ten",
}


@cache  # reading the zone files takes 40 ms
def time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def check_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError("“%(name)s” is not a time zone. Take one such as Europe/Dublin.", params={"name": name})


def schedulers() -> list[tuple[str, str]]:
    """A function, so that one more scheduler is no migration."""
    return [(name, SCHEDULER_NAMES.get(name, name)) for name in SCHEDULERS]


@dataclass(frozen=True)
class Pace:
    """A learner's plans on one study day, as the learner's row keeps it."""

    day: date
    new: int
    minutes: int
    is_new_first: bool  # are there cards of the plan to be met?
    on: date  # the next day that a plan leads to
    slug: str  # of its track
    title: str
    expected: int  # recall on that day, in per cent, over all of its cards
    behind: int  # minutes that are missing, until all of them are seen
    extra: int = 0  # of its minutes, those that the learner gave the day beyond the plan's; under 0: took from it
    earlier: tuple[int, ...] = ()  # what `extra` was before each press that can be taken back, the last one last
    is_outdated: bool = False  # a track was paused or cards suspended since: the next page works it out anew

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Pace":
        numbers = {name: int(stored[name]) for name in ("new", "minutes", "expected", "behind", "extra")}
        texts = {name: str(stored[name]) for name in ("slug", "title")}
        days = {name: date.fromisoformat(stored[name]) for name in ("day", "on")}
        flags = {name: bool(stored.get(name)) for name in ("is_new_first", "is_outdated")}
        return cls(**numbers, **texts, **days, **flags, earlier=tuple(map(int, stored.get("earlier", ()))))

    @property
    def stored(self) -> dict[str, Any]:
        stored = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}
        earlier, is_outdated = stored.pop("earlier"), stored.pop("is_outdated")
        return stored | ({"earlier": list(earlier)} if earlier else {}) | ({"is_outdated": True} if is_outdated else {})


@dataclass(frozen=True)
class Spread:
    """How what was waiting after days away is reviewed, as the learner's row keeps it."""

    until: date
    reviews: int  # a day
    put_off: int = 0  # cards, and
    receipt: int = 0  # the write that says which
    at_once: bool = False  # all today: a limit in minutes does not hold either
    pressed: tuple[int, ...] = ()  # a plan's minutes of that day before: those of Pace.earlier, and its `extra`
    free_on: date | None = None  # the study day that asks nothing

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Spread":
        numbers = {name: max(0, int(stored.get(name, 0))) for name in ("put_off", "receipt")}
        free_on = date.fromisoformat(stored["free_on"]) if "free_on" in stored else None
        until, reviews = date.fromisoformat(stored["until"]), max(0, int(stored["reviews"]))
        pressed = tuple(map(int, stored.get("pressed", ())))
        return cls(until, reviews, **numbers, at_once=stored.get("at_once") is True, pressed=pressed, free_on=free_on)

    @property
    def last_comes_on(self) -> date:
        return self.until + timedelta(days=1)

    @property
    def is_limit(self) -> bool:
        """Whether it says how many reviews a day takes: what is only put off leaves the learner's own number."""
        return not self.put_off and self.free_on is None

    @property
    def stored(self) -> dict[str, Any]:
        stored = {"until": self.until.isoformat(), "reviews": self.reviews}
        put_off = {"put_off": self.put_off} if self.put_off else {}
        put_off |= {"receipt": self.receipt} if self.receipt else {}
        free = {"free_on": self.free_on.isoformat()} if self.free_on else {}
        pressed = {"pressed": list(self.pressed)} if self.pressed else {}
        return stored | put_off | ({"at_once": True} if self.at_once else {}) | pressed | free


class FoldedName(models.CharField):
    """Follows the user name at every save, whoever saves: the database lets no two learners have one name."""

    def pre_save(self, learner, add):
        learner.folded_name = fold(learner.username)
        return learner.folded_name


class LearnerManager(UserManager):
    def get_by_natural_key(self, username):
        return self.get(folded_name=fold(username))

    def _create_user_object(self, username, email, password, **extra_fields):
        return super()._create_user_object(username, email, normal_password(password), **extra_fields)


class Learner(AbstractUser):
    """An account and its settings: one row, so that a request reads both at once."""

    class Grades(models.IntegerChoices):
        FOUR = 4, "Four: Again, Hard, Good, Easy"
        TWO = 2, "Two: Again, Good"

    class Theme(models.TextChoices):
        SYSTEM = "system", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    scheduler = models.CharField(max_length=20, default=USUAL_SCHEDULER, choices=schedulers)
    # Those that the memory model was fitted to this learner with: services/fits.py. Null: the usual ones.
    weights = models.JSONField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    rollover_hour = models.PositiveSmallIntegerField(default=USUAL_ROLLOVER)
    new_per_day = models.PositiveSmallIntegerField(default=settings.NEW_PER_DAY)
    reviews_per_day = models.PositiveSmallIntegerField(default=settings.REVIEWS_PER_DAY)
    minutes_per_day = models.PositiveSmallIntegerField(null=True, blank=True)
    # Weekdays, Monday = 0; at most two. They neither count for a streak nor break it.
    rest_days = models.JSONField(default=list, blank=True)
    # Those of them that were chosen on a day, with that day: {"6": "2026-02-22"}. The others always were rest days.
    rested_since = models.JSONField(default=dict, db_default={}, blank=True)
    # Study days (ISO dates) that a change of zone or roll-over hour jumped over, a plan had no minutes for, or were
    # rest days of a weekday that is given up: they break no streak.
    skipped_days = models.JSONField(default=list, blank=True)
    # Weekdays that always were rest days until they were given up, each with its last day: {"6": "2026-03-08"}.
    rested_through = models.JSONField(default=dict, blank=True)
    # First and last days of stretches on which nothing was asked. What lies before `settled_until` has been looked at.
    idle_days = models.JSONField(default=list, blank=True)
    settled_until = models.DateField(null=True, blank=True)
    # Days away that are to come, as first and last days of stretches: the versions of that list, the one that counts
    # last, the one that undo brings back before it. See services/away.py.
    days_away = models.JSONField(default=list, db_default=[], blank=True)
    # Stages and topics of built-in decks, {"stages": [slug], "topics": [slug]}: what new cards begin with, and what is
    # not asked because the learner knows it.
    begins_with = models.JSONField(default=dict, blank=True)
    knows = models.JSONField(default=dict, blank=True)
    # So many new cards more than usual, on this study day alone.
    more_new = models.PositiveSmallIntegerField(default=0)
    more_new_on = models.DateField(null=True, blank=True)
    # What the plans for interviews ask of one study day, and where they lead: see services/plans.py. {"waits": the day}
    # where no card paces to a day of theirs, as of a paused track, with `presses_on` that day. Null: no plan.
    paced = models.JSONField(null=True, blank=True)
    # After days away: so many reviews a day until a day, {"until": ISO date, "reviews": 40}. Null: the usual limit.
    spread = models.JSONField(null=True, blank=True)
    practice_minutes_per_week = models.PositiveSmallIntegerField(
        default=settings.PRACTICE_MINUTES_PER_WEEK, db_default=settings.PRACTICE_MINUTES_PER_WEEK
    )
    practice_later_on = models.DateField(null=True, blank=True)  # the study day on which practice comes after the cards
    grades_shown = models.PositiveSmallIntegerField(choices=Grades, default=Grades.FOUR)
    ticks_points = models.BooleanField(default=False, db_default=False)  # of short answers, and is graded by them
    show_intervals = models.BooleanField(default=True)
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
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
            models.CheckConstraint(condition=Q(theme__in=("system", "light", "dark")), name="theme_is_one_of_three"),
        ]

    def clean(self) -> None:
        super().clean()
        if not self.username:  # which the form says already
            return
        namesakes = Learner.objects.filter(folded_name=fold(self.username)).exclude(pk=self.pk)
        if namesakes.exists():
            raise ValidationError({"username": "A user with that username already exists."})

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(normal_password(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        is_right = super().check_password
        return any(is_right(spelling) for spelling in password_spellings(raw_password))

    # A row that some other program wrote is served all the same, with what can be used of it; check_data reports it.

    @property
    def planner(self) -> Scheduler:
        if self.weights is not None and self.scheduler in FITTED:
            return self.model
        return SCHEDULERS.get(self.scheduler) or SCHEDULERS[USUAL_SCHEDULER]

    @property
    def model(self) -> Model:
        """What predicts how likely this learner recalls a card, whichever scheduler plans it."""
        return model_of(self.weights)

    def study_day(self, moment: datetime) -> date:
        return study_day(moment, self.zone, self.rollover)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        try:
            return zone_called(self.time_zone)
        except ValueError:
            return UTC

    @property
    def has_unknown_zone(self) -> bool:
        """Whether days are counted in UTC because the stored zone is none."""
        return self.zone is UTC and self.time_zone != "UTC"

    @property
    def rollover(self) -> int:
        hour = self.rollover_hour
        return hour if type(hour) is int and hour in range(24) else USUAL_ROLLOVER

    @property
    def shown_in(self) -> str:
        return self.theme if self.theme in self.Theme else self.Theme.SYSTEM

    @property
    def limits(self) -> Limits:
        """The limits of any day: the learner's own, or those of the plan for an interview that is under way."""
        minutes = self.minutes_per_day
        own = Limits(
            new=max(0, self.new_per_day),
            reviews=max(0, self.reviews_per_day),
            minutes=None if minutes is None else max(0, minutes),
        )
        pace, spread = self.pace, self.spread_out
        if spread and own.reviews and spread.is_limit and (pace is None or spread.at_once):
            own = replace(own, reviews=spread.reviews, minutes=None if spread.at_once else own.minutes)
        if pace is None:
            return own
        is_new_first = pace.is_new_first and not (spread and spread.at_once)  # who catches up is asked what waits
        return replace(own, new=pace.new, minutes=pace.minutes, new_first=is_new_first, unsure_first=True)

    def is_free_on(self, day: date) -> bool:
        """Whether the learner has no time on this study day, where no plan says how much."""
        spread = self.spread_out if self.spread else None
        return bool(spread and spread.free_on == day and not self.pace)

    def limits_on(self, day: date) -> Limits:
        """The limits of this study day: none is asked on one without time; more new cards where some were asked for."""
        if self.spread and self.is_free_on(day):
            return Limits(new=0, reviews=0, minutes=0)
        more = max(0, self.more_new) if self.more_new_on == day else 0
        return replace(self.limits, new=self.limits.new + more) if more else self.limits

    @property
    def pace(self) -> Pace | None:
        """What the plans ask of the study day that they were last worked out for."""
        try:
            return Pace.of(self.paced) if self.paced else None
        except (AttributeError, KeyError, TypeError, ValueError):
            return None

    @property
    def paced_on(self) -> date | None:
        """The study day that the plans were last worked out for, whether or not a card paces to a day of theirs."""
        if pace := self.pace:
            return None if pace.is_outdated else pace.day
        waits = self.paced.get("waits") if isinstance(self.paced, dict) else None
        return next(_dates_in([waits]), None)

    def presses_on(self, day: date) -> tuple[int, ...]:
        """What a plan's minutes of this study day were given beyond its own: before each press that can be taken back,
        and now. It stays while a track is paused or no plan asks anything.
        """
        if pace := self.pace:
            return (*pace.earlier, pace.extra) if pace.day == day else (0,)
        try:
            is_of_it = bool(self.paced) and self.paced.get("pressed_on") == day.isoformat()
            return tuple(map(int, self.paced["pressed"])) if is_of_it else (0,)
        except (AttributeError, KeyError, TypeError, ValueError):
            return (0,)

    @property
    def spread_out(self) -> Spread | None:
        try:
            return Spread.of(self.spread) if self.spread else None
        except (AttributeError, KeyError, TypeError, ValueError):
            return None

    @property
    def beginning(self) -> Part:
        """What new cards begin with."""
        return _part(self.begins_with)

    @property
    def known(self) -> Part:
        """What is not asked, because the learner knows it."""
        return _part(self.knows)

    @property
    def weekdays_off(self) -> frozenset[int]:
        days = self.rest_days if isinstance(self.rest_days, list) else []
        return frozenset(day for day in days if type(day) is int and day in range(7))

    @property
    def skipped(self) -> frozenset[date]:
        return frozenset(_dates_in(self.skipped_days))

    @property
    def away(self) -> tuple[Stretch, ...]:
        """The days away that the learner has said, in order: on them nothing is asked and no streak breaks."""
        versions = self.days_away if isinstance(self.days_away, list) else []
        return _stretches_in(versions[-1]) if versions else ()

    def away_on(self, day: date) -> Stretch | None:
        return next((stretch for stretch in self.away if stretch[0] <= day <= stretch[1]), None)

    @property
    def excused(self) -> Excused:
        """The study days that break no streak."""
        return Excused(
            rest_days=self.weekdays_off,
            rested_since=_by_weekday(self.rested_since),
            rested_through=_by_weekday(self.rested_through),
            skipped=self.skipped,
            idle=(*_stretches_in(self.idle_days), *self.away),
        )


def _part(stored: Any) -> Part:
    stored = stored if isinstance(stored, dict) else {}
    lists = (stored.get(name) for name in ("stages", "topics"))
    return Part(*(frozenset(map(str, slugs)) if isinstance(slugs, list) else frozenset() for slugs in lists))


def _dates_in(days: Any) -> Iterator[date]:
    """The ISO dates in a stored list; anything else in it is skipped."""
    for day in days if isinstance(days, list) else []:
        try:
            yield date.fromisoformat(day)
        except (TypeError, ValueError):
            continue


def _by_weekday(stored: Any) -> dict[int, date]:
    stored = stored if isinstance(stored, dict) else {}
    return {int(weekday): day for weekday in "0123456" for day in _dates_in([stored.get(weekday)])}


def _stretches_in(stored: Any) -> tuple[Stretch, ...]:
    found = [tuple(_dates_in(stretch)) for stretch in (stored if isinstance(stored, list) else [])]
    return tuple((stretch[0], stretch[1]) for stretch in found if len(stretch) == 2)


class Receipt(models.Model):
    """One write of a learner under the key their form carried, so that a retry is answered and not done again.

    Reviews carry their own key; this is for every other write. Bury and suspend keep what was there before, for undo,
    and the learner's last review then: undo follows the order of doing, whatever a clock said.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, db_index=False)
    key = models.UUIDField()
    name = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    after_review = models.PositiveBigIntegerField(null=True)  # an id; null: there was none
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    today: date  # its study day, while the write goes on (services/once.py); not stored

    class Meta:
        db_table = "cards_write"
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="one_write_a_key")]
        indexes = [
            models.Index(
                fields=["learner", "made_at"],
                name="undoable_writes",
                condition=Q(before__isnull=False, undone_at__isnull=True),
            )
        ]
