"""What a learner has done and what is coming, from the roll-ups and the schedules: never from the review log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from django.db.models import Count, Max, Q, Sum

from cards.models import Learner, Schedule, StudyDay, Topic
from cards.queries.queue import asked_ahead
from cards.queries.streaks import Freezes, freezes_of
from cards.scheduling import LEECH_LAPSES, MATURE_INTERVAL, days_studied
from cards.stages import stage_order
from cards.words import in_minutes, percent

WEEK = 7
YEAR = 365
AHEAD = 30
# Nothing is counted further than this: the page costs the same for the largest collection.
MOST_CARDS = 10_000
DONE = ("reviews", "practices", "seconds", "practice_seconds")
RETENTION = ("young_passed", "young_failed", "mature_passed", "mature_failed")


def week_of(rows: Iterable[StudyDay], today: date) -> tuple[tuple[date, int], ...]:
    """(day, reviews, practice too) of the last seven study days, today last, out of rows that hold those with any."""
    reviews = {row.day: row.reviews + row.practices for row in rows}
    days = (today - timedelta(days=ago) for ago in reversed(range(WEEK)))
    return tuple((day, reviews.get(day, 0)) for day in days)


@dataclass(frozen=True)
class Share:
    """How many of the cards that were due were known."""

    passed: int
    reviews: int

    @property
    def percent(self) -> int | None:
        return percent(self.passed, self.reviews) if self.reviews else None


@dataclass(frozen=True)
class Retention:
    period: str
    young: Share
    mature: Share

    @property
    def both(self) -> Share:
        return Share(self.young.passed + self.mature.passed, self.young.reviews + self.mature.reviews)


@dataclass(frozen=True)
class History:
    streak: int
    longest: int
    freezes: Freezes
    studied_30: int
    studied_90: int
    reviews: int  # practice too
    seconds: int
    retention: tuple[Retention, ...]  # of cards alone
    latest: StudyDay | None
    days: dict[date, StudyDay]  # of the last year

    @property
    def ever(self) -> Retention:
        return self.retention[-1]

    @property
    def minutes(self) -> int:
        return in_minutes(self.seconds)

    @property
    def hours(self) -> int:
        return round(self.seconds / 3600)


def history_of(learner: Learner, today: date) -> History:
    study_days = StudyDay.objects.of(learner)
    recent = list(study_days.filter(day__gt=today - timedelta(days=YEAR)).order_by("day"))
    sums = {name: Sum(name) for name in (*DONE, *RETENTION)}
    ever = {name: total or 0 for name, total in study_days.aggregate(longest=Max("streak"), **sums).items()}
    latest = recent[-1] if recent else None
    freezes = freezes_of(learner, recent, today, 30)
    return History(
        streak=freezes.streak,
        longest=ever["longest"],
        freezes=freezes,
        studied_30=days_studied((row.day for row in recent), today, 30),
        studied_90=days_studied((row.day for row in recent), today, 90),
        reviews=ever["reviews"] + ever["practices"],
        seconds=ever["seconds"] + ever["practice_seconds"],
        retention=(
            _retention_since(today - timedelta(days=29), "Last 30 days", recent),
            _retention_since(today - timedelta(days=89), "Last 90 days", recent),
            _retention("All time", *(ever[name] for name in RETENTION)),
        ),
        latest=latest,
        days={row.day: row for row in recent},
    )


def _retention_since(first: date, period: str, rows: Iterable[StudyDay]) -> Retention:
    counted = [row for row in rows if row.day >= first]
    return _retention(period, *(sum(getattr(row, name) for row in counted) for name in RETENTION))


def _retention(period: str, young_passed: int, young_failed: int, mature_passed: int, mature_failed: int) -> Retention:
    return Retention(
        period, Share(young_passed, young_passed + young_failed), Share(mature_passed, mature_passed + mature_failed)
    )


@dataclass(frozen=True)
class Due:
    """Cards that will be asked on each day from today on. Capped: counting stopped within the last of these days."""

    overdue: int
    days: tuple[int, ...]  # the first is today: without the overdue ones, with those that come back today
    capped: bool


def due_of(learner: Learner, today: date, history: History | None = None) -> Due:
    """`history`, where it has been read, knows what is done today."""
    done = history.days.get(today) if history else StudyDay.objects.of(learner).filter(day=today).first()
    asked, last, repeats = asked_ahead(learner, today, done, MOST_CARDS)
    end = today + timedelta(days=AHEAD)
    by_day = dict(takewhile(lambda asked_on: asked_on[0] < end, asked))
    days = [len(by_day.get(today + timedelta(days=ahead), [])) for ahead in range(AHEAD)]
    overdue = sum(card.is_overdue for card in by_day.get(today, []))
    days[0] += repeats - overdue
    capped = last is not None and last < end
    known_days = max(1, (last - today).days + 1) if last and capped else AHEAD
    return Due(overdue, tuple(days[:known_days]), capped)


@dataclass(frozen=True)
class States:
    """How many of some cards are in which state. The first three count suspended cards too, as do the leeches."""

    cards: int = 0
    seen: int = 0
    grown: int = 0  # the interval has reached three weeks
    new: int = 0
    young: int = 0
    mature: int = 0
    suspended: int = 0
    leeches: int = 0

    def __add__(self, other: "States") -> "States":
        return States(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def growing(self) -> int:
        return self.seen - self.grown

    @property
    def unseen(self) -> int:
        return self.cards - self.seen


@dataclass(frozen=True)
class Collection:
    """The learner's cards. Capped: only the first MOST_CARDS of them."""

    total: States
    stages: tuple[tuple[str, States], ...]
    topics: tuple[tuple[Topic | None, States], ...]
    capped: bool


def collection_of(learner: Learner) -> Collection:
    counted = Schedule.objects.of(learner).filter(is_shelved=False, is_practice=False)[: MOST_CARDS + 1]
    on, seen, mature = Q(is_suspended=False), Q(due__isnull=False), Q(interval__gte=MATURE_INTERVAL)
    groups = (
        Schedule.objects.filter(pk__in=counted.values("pk"))
        .order_by()
        .values("card__stage", "card__topic")
        .annotate(
            cards=Count("pk"),
            seen=Count("pk", filter=seen),
            grown=Count("pk", filter=mature),
            new=Count("pk", filter=on & ~seen),
            young=Count("pk", filter=on & seen & ~mature),
            mature=Count("pk", filter=on & mature),
            suspended=Count("pk", filter=~on),
            leeches=Count("pk", filter=Q(lapses__gte=LEECH_LAPSES)),
        )
    )
    stages: dict[str, States] = {}
    topics: dict[int | None, States] = {}
    for group in groups:
        stage, topic = group.pop("card__stage"), group.pop("card__topic")
        states = States(**group)
        stages[stage] = stages.get(stage, States()) + states
        topics[topic] = topics.get(topic, States()) + states
    total = sum(stages.values(), States())
    return Collection(total, _in_loop_order(stages), _with_topics(topics), total.cards > MOST_CARDS)


def _in_loop_order(stages: dict[str, States]) -> tuple[tuple[str, States], ...]:
    """The stages in the order of an interview loop, cards without one at the end."""

    def place(stage: str) -> tuple[int, str]:
        return (stage_order(stage) + (not stage), stage)

    return tuple((stage, stages[stage]) for stage in sorted(stages, key=place))


def _with_topics(topics: dict[int | None, States]) -> tuple[tuple[Topic | None, States], ...]:
    """The topics with their decks, those of one deck together, cards without one at the end."""
    rows = Topic.objects.filter(pk__in=[topic for topic in topics if topic]).order_by("deck__position", "position")
    rows = rows.select_related("deck").only("title", "slug", "deck__slug")
    return (*((topic, topics[topic.pk]) for topic in rows), *([(None, topics[None])] if None in topics else []))
