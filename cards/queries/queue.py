"""What is next in a learner's study day, and how much is left: read in one statement whose cost no collection moves.

The order is that of docs/decisions.md: due cards, most overdue for their interval first (while a plan runs, least sure
first), new ones spread among them, same-day repeats at the end. Of a text with gaps one is asked a day, a due one
before a new one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.conf import settings
from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from cards.models import Learner, Mock, Review, Schedule, StudyDay
from cards.models.statements import CardInReview, due_now_sql, read_card, read_queue, read_recent_reviews, read_waiting
from cards.scheduling import Phase, Waiting, allowance, coming_back, days_asked, fitting, pace, returns_of, takes_new

PACE_REVIEWS = 50  # the last so many reviews of a kind tell the learner's pace
PACE_LEAST = 3  # fewer tell nothing of it
LONG_MINUTES = 10  # a longer item is practice: what ten-second cards took says nothing of it
DUE, NEW, REPEATS = range(3)
PHASES = {DUE: Phase.YOUNG, NEW: Phase.NEW, REPEATS: Phase.REPEAT}


@dataclass(frozen=True)
class Queue:
    """What is left of a study day. Counts stop at settings.DUE_WINDOW; `next` is None at the end."""

    new: int
    due: int
    repeats: int
    next: CardInReview | None
    new_held: int  # new cards that the daily limits keep for another day: none, or at least so many
    due_held: int
    repeats_held: int = 0  # those that would come back, but for a limit in minutes
    seconds: float | None = None  # what is left takes, where a limit in minutes had it worked out card by card

    @property
    def left(self) -> int:
        return self.new + self.due + self.repeats


@dataclass(frozen=True)
class Asked:
    """The schedules that a study day still asks, each part in the queue's order, and how many its limits hold back."""

    due: list[int]
    new: list[int]
    repeats: list[int]
    due_held: int
    new_held: int
    repeats_held: int
    seconds: float


def queue_of(learner: Learner, today: date, done: StudyDay | None, decks: tuple[int, ...] = ()) -> Queue:
    """The learner's queue on the study day `today`, after what `done` (the StudyDay of today, if any) says is done.

    Of these decks alone, where some are given; the day's limits hold for all decks together.
    """
    new_done, due_done, seconds_done = _done(done)
    limits, window = learner.limits_on(today), settings.DUE_WINDOW
    # One more new card than the day takes: nobody is told how many wait, only that some do.
    new_window = min(window, max(0, limits.new - new_done) + 1)
    due_waiting, new_waiting, repeats, candidates = read_queue(
        learner.pk, today, window=window, new=new_window, decks=decks, unsure_first=limits.unsure_first
    )
    if limits.minutes is not None:
        return _within_minutes(learner, today, done, decks, candidates)
    new_waiting = min(new_waiting, window)
    due, new = allowance(limits, new_done, due_done, seconds_done, due_waiting, new_waiting, 0, 0)
    if takes_new(new_done, new, due_done, due):
        part = "new"
    else:
        part = "due" if due else "again"
    return Queue(new, due, repeats, candidates.get(part), new_waiting - new, due_waiting - due)


def _done(done: StudyDay | None) -> tuple[int, int, int]:
    return (done.new, done.due_done, done.seconds) if done else (0, 0, 0)


def _within_minutes(
    learner: Learner, today: date, done: StudyDay | None, decks: tuple[int, ...], candidates: dict[str, CardInReview]
) -> Queue:
    """The queue of a learner with a limit in minutes, each card by its own length."""
    asked = asked_of(learner, today, done, decks)
    new_done, due_done, _ = _done(done)
    if takes_new(new_done, len(asked.new), due_done, len(asked.due)):
        following = asked.new[0]
    else:
        following = next(iter(asked.due or asked.repeats), None)
    known = {card.schedule: card for card in candidates.values()}
    card = None if following is None else known.get(following) or read_card(learner.pk, following)
    left = len(asked.new), len(asked.due), len(asked.repeats)
    return Queue(*left, card, asked.new_held, asked.due_held, asked.repeats_held, asked.seconds)


def asked_of(learner: Learner, today: date, done: StudyDay | None, decks: tuple[int, ...] = ()) -> Asked:
    """Which cards the rest of the study day asks: `queue_of` counts them, without looking at each."""
    new_done, due_done, seconds_done = _done(done)
    limits, window = learner.limits_on(today), settings.DUE_WINDOW
    # Several times what the day takes: an item that is too long for its minutes is passed over.
    new_window = min(window, max(1, limits.new - new_done) * 6)
    parts: dict[int, list[tuple[int, str, float]]] = defaultdict(list)
    texts: set[str] = set()
    # Without a limit in minutes nobody asks how long they take.
    lengths = Lengths(learner) if limits.minutes is not None else None
    for part, schedule, text, kind, minutes in read_waiting(
        learner.pk, today, window=window, new=new_window, decks=decks, unsure_first=limits.unsure_first
    ):
        if part == DUE and text:
            if text in texts:
                continue
            texts.add(text)
        seconds = lengths.of_day(kind, minutes, PHASES[part]) if lengths else 0.0
        parts[part].append((schedule, text, seconds))
    due, new, repeats = parts[DUE], parts[NEW][:window], parts[REPEATS]
    asked_again = repeats
    if lengths:
        again = coming_back(limits, seconds_done, [seconds for *_, seconds in repeats])
        asked_again = [repeats[place] for place in again]
    due_fits, new_fits = fitting(
        limits,
        new_done,
        due_done,
        seconds_done + sum(seconds for *_, seconds in asked_again),
        [seconds for *_, seconds in due],
        [seconds for *_, seconds in new],
    )
    asked_due, asked_new = [due[place] for place in due_fits], [new[place] for place in new_fits]
    return Asked(
        [schedule for schedule, *_ in asked_due],
        [schedule for schedule, *_ in asked_new],
        [schedule for schedule, *_ in asked_again],
        len(due) - len(asked_due),
        len(new) - len(asked_new),
        len(repeats) - len(asked_again),
        sum(seconds for *_, seconds in [*asked_due, *asked_new, *asked_again]),
    )


def due_now(learner: Model, today: date) -> list[int] | RawSQL:
    """The schedules of seen cards that the rest of today will ask, those that come back included: what is "due now".

    For filters: a part of the query itself, or their ids where there is a limit in minutes, which SQL cannot fill.
    """
    if not learner.pk:
        return []
    limits = learner.limits_on(today)
    if limits.minutes is None:
        reviews = limits.reviews
        return RawSQL(due_now_sql(learner.pk, today, window=settings.DUE_WINDOW, reviews=reviews), ())  # noqa: S611
    asked = asked_of(learner, today, StudyDay.objects.of(learner).filter(day=today).first())
    return list({*asked.due, *asked.repeats})


# How long a card takes ------------------------------------------------------------------------------------------------


class Lengths:
    """Seconds that each card takes this learner: the median of its kind, or, unknown, the card's own minutes."""

    def __init__(self, learner: Learner) -> None:
        by_kind: dict[tuple, list[int]] = defaultdict(list)
        reviews = recent_reviews(learner)
        self.returns = returns_of([(phase, quality) for phase, _, quality, *_ in reviews])
        for phase, seconds, _, kind, minutes in reviews:
            if not seconds:
                continue
            is_long = minutes > LONG_MINUTES
            for group in ((kind, is_long, phase == Phase.NEW), (kind, is_long)):
                if len(by_kind[group]) < PACE_REVIEWS:
                    by_kind[group].append(seconds)
        self.medians = {group: pace(seconds, 0) for group, seconds in by_kind.items()}

    def of(self, kind: str, minutes: float, *, is_new: bool) -> float:
        is_long = minutes > LONG_MINUTES
        known = self.medians.get((kind, is_long, is_new)) or self.medians.get((kind, is_long))
        return known or minutes * 60

    def of_day(self, kind: str, minutes: float, phase: Phase) -> float:
        """With its share of what comes back on the same day: what a limit in minutes has to have room for."""
        look = self.of(kind, minutes, is_new=phase == Phase.NEW)
        return self.returns.seconds(look, self.of(kind, minutes, is_new=False), phase)


def recent_reviews(learner: Learner) -> list[tuple[int, int | None, int, str, float]]:
    """(phase, seconds, quality, kind, minutes) of the learner's last reviews that count."""
    reviews = Review.objects.of(learner).counted().order_by("-id")[: 4 * PACE_REVIEWS]
    return list(reviews.values_list("phase", "seconds", "quality", "card__kind", "card__minutes"))


@dataclass(frozen=True)
class TimeLeft:
    """`is_own_pace`: worked out from the learner's own reviews, of new cards and of seen ones, where such are left."""

    minutes: int
    is_own_pace: bool


def time_left(learner: Learner, queue: Queue) -> TimeLeft:
    """How long the rest of the queue takes, rounded up to minutes."""
    by_phase: dict[bool, list[float]] = {True: [], False: []}
    reviews = read_recent_reviews(learner.pk, 4 * PACE_REVIEWS)
    for phase, seconds, _ in reviews:
        if seconds and phase != Phase.PRACTICE:
            by_phase[phase == Phase.NEW].append(seconds)
    by_phase = {is_new: seconds if len(seconds) >= PACE_LEAST else [] for is_new, seconds in by_phase.items()}
    seen = queue.due + queue.repeats
    total = queue.seconds
    if total is None:
        own = returns_of([(phase, quality) for phase, _, quality in reviews])
        new, again = pace(by_phase[True], 60), pace(by_phase[False], 30)
        total = queue.new * own.seconds(new, again, Phase.NEW) + queue.due * own.seconds(again, again, Phase.YOUNG)
        total += queue.repeats * own.seconds(again, again, Phase.REPEAT)
    is_known = bool(by_phase[True] or not queue.new) and bool(by_phase[False] or not seen)
    return TimeLeft(round(total / 60 + 0.49), is_known)


# The days ahead -------------------------------------------------------------------------------------------------------


def asked_ahead(
    learner: Learner, today: date, done: StudyDay | None, most: int
) -> tuple[Iterator[tuple[date, list[Waiting]]], date | None, int]:
    """Seen cards by the day on which they will be asked; where there are more than `most`, the last day looked at; and
    how many come back today, which are asked on their next day too.

    One that is held back by its text, a bury or a limit is asked on another day, and belongs there.
    """
    limits = learner.limits
    _, due_done, _ = _done(done)
    lengths = Lengths(learner) if limits.minutes is not None else None
    first = list(_planned(learner, with_kinds=bool(lengths))[: most + 1])
    reviewed, repeats = _reviewed_today(learner, today)
    # What fits into today's minutes depends on the queue's order and on what comes back: only the queue can tell.
    left_today = asked_of(learner, today, done) if learner.limits_on(today).minutes is not None else None
    if left_today:
        fit_today, repeats = set(left_today.due), len(left_today.repeats)
    tomorrow, away = today + timedelta(days=1), learner.away
    waiting = []
    for schedule, planned, buried, text, *kind in first[:most]:
        planned_for = date.fromisoformat(planned)
        earliest = max(planned_for, today, date.fromisoformat(buried) if buried else today)
        if text and reviewed.get(text, set()) - {schedule}:
            earliest = max(earliest, tomorrow)
        if left_today:
            earliest = today if schedule in fit_today else max(earliest, tomorrow)
        if earliest > today and (back := next((last for first, last in away if first <= earliest <= last), None)):
            earliest = back + timedelta(days=1)
        seconds = lengths.of_day(*kind, Phase.YOUNG) if lengths else 0
        waiting.append(Waiting(earliest, text, planned_for < today, seconds, planned_for))
    granted = None if limits.minutes is None else limits.minutes * 60
    asked = days_asked(
        waiting,
        today,
        reviews=limits.reviews,
        reviews_today=limits.reviews - due_done,
        seconds=granted,
    )
    return asked, date.fromisoformat(first[most - 1][1]) if len(first) > most else None, repeats


def _planned(learner: Learner, *, with_kinds: bool):
    """(schedule, planned_for, buried_until, siblings, kind, minutes), by the day.

    Days as text: thousands of rows hold a few dates, and making each row's takes longer than reading it."""
    kinds = ("card__kind", "card__minutes") if with_kinds else ()
    days = (Cast("planned_for", CharField()), Cast("buried_until", CharField()))
    rows = Schedule.objects.of(learner).active().filter(planned_for__isnull=False).order_by("planned_for")
    return rows.values_list("pk", *days, "siblings", *kinds)


def _reviewed_today(learner: Learner, today: date) -> tuple[dict[str, set[int]], int]:
    """The texts of which a gap was reviewed today, with those gaps' schedules; and how many cards come back today."""
    texts: dict[str, set[int]] = defaultdict(set)
    repeats = 0
    rows = Schedule.objects.of(learner).filter(Q(repeat_on=today) | ~Q(siblings="") & Q(reviewed_on=today))
    waits = Q(is_suspended=False, is_shelved=False, is_practice=False) & (
        Q(buried_until=None) | Q(buried_until__lte=today)
    )
    comes_back = ExpressionWrapper(waits & Q(repeat_on=today), output_field=BooleanField())
    for schedule, text, reviewed_on, is_repeat in rows.values_list("pk", "siblings", "reviewed_on", comes_back):
        repeats += bool(is_repeat)
        if text and reviewed_on == today:
            texts[text].add(schedule)
    return texts, repeats


@dataclass(frozen=True)
class ComingDay:
    day: date
    count: int
    capped: bool  # there are more than could be counted


def still_to_ask(learner: Learner, today: date) -> QuerySet[Schedule]:
    """What may be asked outside the queue: nothing twice on a day, and of a text's gaps one."""
    rows = Schedule.objects.of(learner).active().exclude(buried_until__gt=today)
    asked = Schedule.objects.of(learner).active().filter(reviewed_on=today).exclude(siblings="")
    return rows.exclude(reviewed_on=today).exclude(siblings__in=asked.values("siblings"))


def next_ahead(learner: Learner, today: date) -> int | None:
    """The schedule that is planned for the next day after today, to be reviewed before its day."""
    coming = still_to_ask(learner, today).filter(planned_for__gt=today)
    return coming.order_by("planned_for", "id").values_list("pk", flat=True).first()


def schedule_of(learner: Learner, card_id: int, today: date) -> int | None:
    """The learner's schedule of a card that may be asked: none that a loop under way keeps out of the queue."""
    loop = Mock.objects.of(learner).filter(ended_at=None)
    rows = Schedule.objects.of(learner).active().filter(card=card_id).exclude(Exists(loop), buried_until__gt=today)
    return rows.values_list("pk", flat=True).first()


def has_schedules(learner: Learner) -> tuple[bool, bool]:
    """Whether the learner has schedules at all, and any that is neither suspended nor shelved."""
    schedules = Schedule.objects.of(learner)
    return schedules.exists(), schedules.active().exists()


def next_due_days(learner: Learner, today: date, days: int = 3) -> list[ComingDay]:
    """The next days on which cards come, and how many: seen ones, and new ones that are buried until then."""
    done = StudyDay.objects.of(learner).filter(day=today).first()
    asked, last, _ = asked_ahead(learner, today, done, settings.DUE_WINDOW)
    coming = islice(((day, len(cards)) for day, cards in asked if day > today), days)
    buried = Schedule.objects.of(learner).active().filter(planned_for=None, buried_until__gt=today)
    new = Counter(buried.values_list("buried_until", flat=True)[: settings.DUE_WINDOW])
    counts = Counter(dict(coming)) + Counter({day: min(count, learner.limits.new) for day, count in new.items()})
    return [ComingDay(day, count, last is not None and day >= last) for day, count in sorted(counts.items())[:days]]
