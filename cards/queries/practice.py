"""Practice beside the cards of a day: what is offered, what was begun, what came of it, and what is missed most."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from cards.kinds import KINDS
from cards.kinds.dimensions import DIMENSIONS, NO_DIMENSION
from cards.kinds.drill import HUNTS, address_of
from cards.kinds.rubric import Point, missed, score_of
from cards.models import Attempt, Card, Learner, Mock, Review, Schedule, StudyDay
from cards.models.statements import read_practice
from cards.scheduling import MAXIMUM_INTERVAL
from cards.scheduling.practice import WEEK, Item, offered

NEXT_TOLD = 2
ANSWERS_READ = 200  # the latest so many tell what is missed


@dataclass(frozen=True)
class Answer:
    """One graded answer, held against the card's rubric as it is now."""

    review: Review
    points: list[Point]
    told: str = ""
    """What came of it in words, where no rubric says it."""

    @property
    def marks(self) -> dict[str, str]:
        marks = (self.review.detail or {}).get("points", {})
        return {place: mark for place, mark in marks.items() if int(place) < len(self.points)}

    @property
    def score(self) -> int:
        return int(score_of(self.points, self.marks))

    @property
    def result(self) -> str:
        return self.told or f"{self.score} of 100"

    @property
    def missed(self) -> list[Point]:
        return missed(self.points, self.marks)

    @property
    def hinted(self) -> list[Point]:
        """Those that a hint led to."""
        hints = (self.review.detail or {}).get("hints", [])
        return [self.points[place] for place in hints if place < len(self.points)]

    @property
    def text(self) -> str:
        return (self.review.detail or {}).get("text", "")

    @property
    def sketch(self) -> str:
        return (self.review.detail or {}).get("sketch", "")


@dataclass(frozen=True)
class Practice:
    """One item as a learner sees it."""

    schedule: Schedule
    last: Answer | None = None
    attempt: Attempt | None = None

    @property
    def card(self) -> Card:
        return self.schedule.card

    def is_waiting(self, today: date) -> bool:
        """Whether it was begun, or comes back by now."""
        planned_for = self.schedule.planned_for
        return self.attempt is not None or (planned_for is not None and planned_for <= today)


@dataclass(frozen=True)
class Offer:
    """What a day offers beside its cards: one at most. `minutes` are those of a week, `done` of its last seven days."""

    first: Practice | None
    following: list[Practice]
    minutes: int
    done: int
    is_done: bool  # one was done today
    waits: bool  # something would be offered in another week


def practice_of(learner: Learner, key: str) -> Schedule | None:
    """The learner's schedule of the practice card that is called so in addresses; by its key, too, as it was before."""
    mine = Schedule.objects.of(learner).filter(is_practice=True)
    keys = [key]
    if key.startswith(HUNTS):
        hunts = mine.filter(card__key__startswith=HUNTS).values_list("card__key", flat=True)
        keys += [each for each in hunts if address_of(each) == key]
    rows = mine.filter(card__key__in=keys)
    return rows.filter(card__in=Card.objects.visible_to(learner)).select_related("card__deck", "card__topic").first()


def practice_today(learner: Learner, today: date, days: Iterable[StudyDay]) -> Offer | None:
    """None: the learner has no practice at all. `days`: their study days of the last week."""
    read = read_practice(learner.pk, today)
    if not read:
        return None
    week = [row for row in days if 0 <= (today - row.day).days < WEEK]
    seconds = sum(row.practice_seconds for row in week)
    granted = learner.practice_minutes_per_week
    is_done = any(row.practices for row in week if row.day == today)
    waiting = [item for item, _ in read]
    may = [item.id for item in offered(waiting, today, minutes=granted, minutes_done=seconds / 60)]
    # What was begun comes first, and on the day of another one too: it is half done.
    begun = [item.id for item, is_begun in read if is_begun]
    wanted = (begun + ([] if is_done else [item for item in may if item not in begun]))[: 1 + NEXT_TOLD]
    loop = Mock.objects.of(learner).filter(ended_at=None)
    rows = _schedules(learner).filter(pk__in=wanted).annotate(has_loop=Exists(loop))
    found = sorted(rows, key=lambda schedule: wanted.index(schedule.pk))
    attempts = {attempt.card_id: attempt for attempt in Attempt.objects.of(learner).under_way()} if begun else {}
    last = last_answers(learner, found[:1])
    practices = [Practice(each, last.get(each.card_id), attempts.get(each.card_id)) for each in found]
    is_waiting = any(item.planned_for is None or item.planned_for <= today for item in waiting)
    return Offer(practices[0] if practices else None, practices[1:], granted, round(seconds / 60), is_done, is_waiting)


def _schedules(learner: Learner):
    rows = Schedule.objects.of(learner).practice().select_related("card__deck")
    return rows.defer("card__html", "card__search", "note", "note_html").order_by("position", "pk")


def all_practice(learner: Learner, today: date) -> list[Practice]:
    """What was begun, what is due, what was never done, then what comes back later."""
    schedules = list(_schedules(learner))
    begun = {attempt.card_id: attempt for attempt in Attempt.objects.of(learner).under_way()}
    items = [Item(each.pk, each.planned_for, each.interval, each.position, each.card.minutes) for each in schedules]
    may = offered(items, today, minutes=MAXIMUM_INTERVAL, minutes_done=0)
    places = {item.id: place for place, item in enumerate(may)}

    def place(schedule: Schedule) -> tuple[bool, int, date]:
        return schedule.card_id not in begun, places.get(schedule.pk, len(places)), schedule.planned_for or today

    last = last_answers(learner, schedules)
    return [Practice(each, last.get(each.card_id), begun.get(each.card_id)) for each in sorted(schedules, key=place)]


def last_answers(learner: Learner, schedules: Iterable[Schedule]) -> dict[int, Answer]:
    """The latest answer to each of these, by card."""
    cards = {schedule.card_id: schedule.card for schedule in schedules if schedule.due}
    if not cards:
        return {}
    # Of each card one: a long answer is 24 KB, and a learner may have given any number.
    latest = Review.objects.of(learner).counted().filter(card=OuterRef("card")).order_by("-reviewed_at", "-id")
    ids = Schedule.objects.of(learner).filter(card__in=cards).values(last=Subquery(latest.values("pk")[:1]))
    reviews = Review.objects.of(learner).filter(pk__in=ids)
    return {each.card_id: answer_in(each, cards[each.card_id]) for each in reviews}


def answer_in(review: Review, card: Card) -> Answer:
    told = KINDS[card.kind].told(review.detail or {}, card.content)
    return Answer(review, card.content.get("rubric") or [], told)


def under_way(learner: Learner, card: Card) -> Attempt | None:
    """The answer to this card that was begun and neither graded nor given up."""
    return Attempt.objects.of(learner).under_way().filter(card=card).first()


def answers_to(learner: Learner, card: Card, most: int = 20) -> list[Answer]:
    """The learner's answers to one card, the latest first."""
    reviews = Review.objects.of(learner).counted().filter(card=card).order_by("-reviewed_at", "-id")[:most]
    return [Answer(review, card.content.get("rubric") or []) for review in reviews]


# What is missed -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Missed:
    """A point that the learner did not make, or only named; the card it belongs to, and the one that teaches it."""

    point: Point
    card: Card
    times: int
    answers: int
    teacher: Card | None


@dataclass(frozen=True)
class Dimension:
    title: str
    score: int  # what was made of its weights in all answers, of 100
    missed: list[Missed]


def points_missed(learner: Learner, but: Collection[int] = ()) -> list[Dimension]:
    """By dimension what was missed in the latest answers, the weakest first; `but` of these cards."""
    kinds = [kind.name for kind in KINDS.values() if kind.is_practice]
    reviews = Review.objects.of(learner).counted().filter(card__kind__in=kinds, detail__isnull=False)
    reviews = reviews.exclude(card__in=but)
    latest = list(reviews.select_related("card").defer("card__html", "card__search").order_by("-id")[:ANSWERS_READ])
    answered: dict[int, list[Answer]] = defaultdict(list)
    for review in latest:
        answered[review.card_id].append(Answer(review, review.card.content.get("rubric") or []))
    teachers = teachers_of([point["card"] for answers in answered.values() for point in answers[0].points])
    made: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    found: dict[str, list[Missed]] = defaultdict(list)
    for answers in answered.values():
        card = answers[0].review.card
        for place, point in enumerate(answers[0].points):
            marks = [answer.marks.get(str(place), "") for answer in answers]
            shares = [{"said": 1.0, "named": 0.5}.get(mark, 0.0) for mark in marks]
            of = made[point["dimension"]]
            of[0] += sum(shares) * point["weight"]
            of[1] += len(shares) * point["weight"]
            times = sum(share < 1 for share in shares)
            if times:
                teacher = teachers.get(point["card"])
                found[point["dimension"]].append(Missed(point, card, times, len(marks), teacher))
    dimensions = [
        Dimension(DIMENSIONS.get(slug, NO_DIMENSION), int(100 * of[0] / of[1]), worst_first(found[slug]))
        for slug, of in made.items()
        if found[slug]
    ]
    return sorted(dimensions, key=lambda dimension: dimension.score)


def worst_first(points: Iterable[Missed]) -> list[Missed]:
    return sorted(points, key=lambda each: (-each.times / each.answers, not each.point["critical"], -each.times))


def teachers_of(keys: Iterable[str]) -> dict[str, Card]:
    """The built-in cards that teach points, by their keys."""
    cards = Card.objects.filter(deck__owner=None, status=Card.Status.ACTIVE, key__in={key for key in keys if key})
    return {card.key: card for card in cards.only("key", "title").order_by("-ordinal")}
