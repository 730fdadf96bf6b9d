"""A learner's plans for interviews, which cards pace to which day, and what is to be expected of a plan."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from django.db.models import Q

from cards.models import Card, Deck, Learner, Plan, StudyDay
from cards.models.statements import EnrolledDeck
from cards.queries.decks import parts_of
from cards.queries.memory import memories_of
from cards.queries.new_cards import PRACTICE_KINDS, loops_of, new_cards_of, weights_of
from cards.queries.queue import Lengths
from cards.queries.states import known_already, with_schedule
from cards.scheduling import State
from cards.scheduling.fsrs import Memory
from cards.scheduling.order import mixed
from cards.scheduling.pacing import Minutes, coming_day, look_days
from cards.scheduling.simulator import Day, Expected, Lived, Policy, live, recall_on
from cards.stages import stage_order

FURTHEST_DAYS = 366  # no plan is longer
WHOLE_DAY = 24 * 60
TRIES = 3  # at finding minutes that are enough


@dataclass(frozen=True)
class Draft:
    """A plan for a track as it is asked about, or was agreed on."""

    deck: Deck
    days: dict[str, date]
    minutes: Sequence[int]
    starts_on: date

    @classmethod
    def of(cls, plan: Plan) -> "Draft":
        return cls(plan.deck, plan.days_by_stage, plan.minutes_by_weekday, plan.starts_on)

    def minutes_of(self, learner: Learner) -> Minutes:
        """By day: none on those on which the learner is away."""
        return Minutes(tuple(self.minutes), learner.away)


def current_plans(learner: Learner) -> list[Plan]:
    """The plans that count, the one agreed on last first: a track's last version, unless that ended it."""
    latest: dict[int, Plan] = {}
    rows = Plan.objects.of(learner).filter(undone_at=None).select_related("deck").defer("deck__description_html")
    for plan in rows.order_by("-id"):
        latest.setdefault(plan.deck_id, plan)
    return [plan for plan in latest.values() if plan.days]


def last_change(learner: Learner) -> Plan | None:
    """The version that undo takes back."""
    return Plan.objects.of(learner).filter(undone_at=None).order_by("-id").first()


@dataclass(frozen=True)
class Waits:
    """A plan that paces no card today."""

    slug: str  # of its track
    title: str
    on: date
    is_paused: bool  # its track is; if not, its day is today


def plan_that_waits(learner: Learner, decks: Iterable[EnrolledDeck], today: date) -> Waits | None:
    """The nearest of those whose day is today, or whose track, of these decks, is paused."""
    paused = {deck.slug for deck in decks if deck.is_paused}
    found = []
    for plan in current_plans(learner):
        day = min((day for day in plan.days_by_stage.values() if day >= today), default=None)
        is_paused = plan.deck.slug in paused
        if day and (day == today or is_paused):
            found.append(Waits(plan.deck.slug, plan.deck.title, day, is_paused and day > today))
    return min(found, key=lambda each: each.on, default=None)


@dataclass(frozen=True)
class Paced:
    """A card that paces to a day, with what the learner's schedule says of it."""

    card: int
    stages: tuple[str, ...]
    kind: str
    minutes: float
    level: int | None
    day: date
    start: date
    schedule: int | None
    state: State
    last_look: date | None
    reviewed_on: date | None
    held: date | None  # it is buried, or put off, until then

    @property
    def stage(self) -> str:
        return self.stages[0] if self.stages else ""


STATE = ("repetitions", "ease", "interval", "due", "repeat_on", "lapses", "memory")


def paced_cards(learner: Learner, drafts: Iterable[Draft], today: date, *, shelved_too: bool = False) -> list[Paced]:
    """The cards that pace to a coming day, in the order in which new ones are met.

    `shelved_too`: those of a deck that is paused, too, as agreeing on a plan goes on with it.
    """
    drafts = list(drafts)
    parts = {draft.deck.pk: {deck.pk for deck in parts_of(draft.deck)} for draft in drafts}
    decks = set().union(*parts.values()) if parts else set()
    rows = with_schedule(Card.objects.filter(deck__in=decks, status=Card.Status.ACTIVE), learner)
    rows = rows.exclude(kind__in=PRACTICE_KINDS).exclude(mine__is_suspended=True).exclude(known_already(learner))
    if not shelved_too:
        rows = rows.exclude(mine__is_shelved=True)
    columns = ("pk", "deck_id", "stages", "kind", "minutes", "level", "mine__pk", "mine__last_look")
    columns += ("mine__reviewed_on", "mine__buried_until", *(f"mine__{column}" for column in STATE))
    found = []
    for row in rows.order_by().values_list(*columns):
        card, deck, stages, kind, minutes, level, schedule, look, reviewed_on, held, *state = row
        starts = {
            day: draft.starts_on
            for draft in reversed(drafts)
            if deck in parts[draft.deck.pk] and (day := coming_day(stages, draft.days, today))
        }
        if starts:
            day = min(starts)
            known = State() if schedule is None else State(*state)
            mine = (schedule, known, look, reviewed_on, held)
            found.append(Paced(card, tuple(stages), kind, minutes, level, day, starts[day], *mine))
    tracks = [draft.deck for draft in drafts]
    mix = mixed(new_cards_of(tracks), weights_of(loops_of(learner, tracks)), learner.beginning)
    order = {card: place for place, card in enumerate(mix)}
    return sorted(found, key=lambda each: (each.day, order.get(each.card, len(order)), each.card))


# What is to be expected -----------------------------------------------------------------------------------------------


def in_percent(recall: float) -> int:
    """Rounded down, on every page: nobody is told 100 who is not sure of all."""
    return floor(100 * recall + 1e-9)


@dataclass(frozen=True)
class StageOutlook:
    slug: str
    day: date
    cards: int
    seen: int  # by its day
    recall: float  # expected on its day, over all of its cards
    recall_now: float  # were that day today

    @property
    def percent(self) -> int:
        return in_percent(self.recall)

    @property
    def percent_now(self) -> int:
        return in_percent(self.recall_now)


@dataclass(frozen=True)
class Outlook:
    """What comes of a plan for a learner to whom happens what is to be expected."""

    days: list[Day]
    stages: list[StageOutlook]
    cards: int
    unseen: int  # on their days
    recall: float
    looks: tuple[date, date] | None  # first and last of the days of last looks
    behind: int = 0  # minutes that the unseen ones would take
    unseen_by_level: list[tuple[int | None, int]] = field(default_factory=list)
    minutes_enough: int | None = None  # a day, where those granted are not
    day_enough: date | None = None

    @property
    def percent(self) -> int:
        return in_percent(self.recall)

    @property
    def studied(self) -> list[Day]:
        return [day for day in self.days if day.new or day.reviews]

    @property
    def minutes_mean(self) -> int:
        return ceil(sum(day.seconds for day in self.days) / 60 / max(1, len(self.studied)))

    @property
    def new_a_day(self) -> int:
        """On the days that have new cards."""
        days = [day.new for day in self.days if day.new]
        return round(sum(days) / len(days)) if days else 0

    @property
    def reviews_a_day(self) -> int:
        return round(sum(day.reviews for day in self.studied) / max(1, len(self.studied)))


def outlook(
    learner: Learner,
    drafts: Sequence[Draft],
    today: date,
    *,
    is_asked: bool = False,
    minutes_today: int | None = None,
    catches_up: bool = False,
    put_off: Collection[int] = (),
    cards: list[Paced] | None = None,
) -> Outlook | None:
    """What these plans come to, the minutes being those of the first. None: no card has a day to come.

    What is done of today counts: only the rest is foretold. `is_asked`: the first is not agreed on yet, and what would
    do is worth working out. `minutes_today`: where they are not those of the weekday, or what the learner gave this day
    beyond them. `catches_up`: today asks all that is due, before what is new. `put_off`: cards not asked before their
    day. `cards`: what paced_cards gives for these plans, where that is known already.
    """
    if cards is None:
        cards = paced_cards(learner, drafts, today, shelved_too=is_asked)
    if not cards:
        return None
    cards = [replace(each, held=each.day) if each.card in put_off else each for each in cards]
    found = _Outlook(learner, drafts[0], cards, today, minutes_today, catches_up=catches_up)
    return found.told(with_remedies=is_asked)


class _Outlook:
    def __init__(
        self,
        learner: Learner,
        draft: Draft,
        cards: list[Paced],
        today: date,
        minutes_today: int | None = None,
        *,
        catches_up: bool = False,
    ) -> None:
        self.catches_up = catches_up
        self.learner, self.draft, self.cards, self.today = learner, draft, cards, today
        pace = learner.pace
        if minutes_today is None and pace and pace.day == today and pace.extra:
            minutes_today = max(0, draft.minutes_of(learner).on(today) + pace.extra)
        self.minutes_today = minutes_today
        done = StudyDay.objects.of(learner).filter(day=today).first()
        self.begun = done and Day(today, new=done.new, reviews=done.due_done, seconds=done.seconds)
        self.targets = {place: each.day for place, each in enumerate(cards)}
        self.last = max(self.targets.values())
        remembered = memories_of(learner)
        self.memories = {place: remembered[each.card] for place, each in enumerate(cards) if each.card in remembered}
        lengths = Lengths(learner)
        self.returns = lengths.returns
        self.lengths = [
            tuple(lengths.of(each.kind, each.minutes, is_new=is_new) for is_new in (True, False)) for each in cards
        ]

    def lived(self, minutes: Sequence[int]) -> Lived:
        start = min(each.start for each in self.cards)
        policy = Policy(
            self.learner.planner,
            new=0,
            reviews=max(0, self.learner.reviews_per_day),
            minutes=Minutes(tuple(minutes), self.learner.away),
            first=self.minutes_today,
            days=self.targets,
            start=start,
            held={place: held for place, each in enumerate(self.cards) if (held := self._held(each))},
            begun=self.begun,
            catches_up=self.catches_up,
            spread=(len(self.cards), self.today) if self.catches_up else None,
            model=self.learner.model,
        )
        states = [each.state for each in self.cards]
        return live(Expected(self.lengths, self.returns), policy, states, self.today, self.last, self.memories)

    def _held(self, card: Paced) -> date | None:
        """What was reviewed today is asked no more today, however much room is left."""
        seen = self.today + timedelta(days=1) if card.reviewed_on == self.today else None
        return max((day for day in (card.held, seen) if day), default=None)

    def told(self, *, with_remedies: bool) -> Outlook:
        lived = self.lived(self.draft.minutes)
        unseen = _unseen(lived)
        stages: dict[str, list[int]] = {}
        for place, each in enumerate(self.cards):
            stage = next((slug for slug in each.stages if self.draft.days.get(slug) == each.day), each.stage)
            stages.setdefault(stage, []).append(place)
        looks = [day for group in self._groups() for day in look_days(*group, self.draft.minutes_of(self.learner))]
        missing = sum(self.lengths[place][0] for place in unseen)
        levels = Counter(self.cards[place].level for place in unseen)
        enough = self._enough(unseen) if with_remedies and unseen else (None, None)
        return Outlook(
            days=lived.days,
            stages=[
                self._stage(slug, places, lived.memories)
                for slug, places in sorted(
                    stages.items(), key=lambda item: (self.targets[item[1][0]], stage_order(item[0]))
                )
            ],
            cards=len(self.cards),
            unseen=len(unseen),
            recall=recall_on(self.targets, lived.memories, range(len(self.cards))) or 0.0,
            looks=(min(looks), max(looks)) if looks else None,
            behind=ceil(missing / 60),
            unseen_by_level=sorted(levels.items(), key=lambda item: item[0] or 2),
            minutes_enough=enough[0],
            day_enough=enough[1],
        )

    def _groups(self) -> Iterable[tuple[int, date, date]]:
        groups = Counter((each.start, each.day) for each in self.cards)
        return [(number, start, day) for (start, day), number in groups.items()]

    def _stage(self, slug: str, places: list[int], memories: dict[int, Memory]) -> StageOutlook:
        recall = recall_on(self.targets, memories, places) or 0.0
        now = recall_on(dict.fromkeys(places, self.today), self.memories, places) or 0.0
        return StageOutlook(
            slug, self.targets[places[0]], len(places), sum(place in memories for place in places), recall, now
        )

    def _enough(self, unseen: list[int]) -> tuple[int | None, date | None]:
        """Minutes a day that would do, on the days that have some; and the day by which those granted would."""
        granted = [minutes for minutes in self.draft.minutes if minutes]
        if not granted:
            return None, None
        mean = Fraction(sum(granted), len(granted))
        new = [place for place, each in enumerate(self.cards) if each.state.is_new]
        lack = sum(self.lengths[place][0] for place in new)
        met = lack - sum(self.lengths[place][0] for place in unseen)
        factor = Fraction(lack / met) if met > 0 else Fraction(2)
        minutes = None
        for _ in range(TRIES):
            minutes = 5 * ceil(mean * factor / 5)
            if minutes > WHOLE_DAY:
                return None, None
            if not _unseen(self.lived([minutes if each else 0 for each in self.draft.minutes])):
                break
            factor *= Fraction(5, 4)
        else:
            minutes = None
        ahead = ceil((self.last - self.today).days * factor)
        day = self.today + timedelta(days=ahead) if ahead <= FURTHEST_DAYS else None
        return minutes, day


def _unseen(lived: Lived) -> list[int]:
    return [place for place, state in enumerate(lived.states) if state.is_new]


@dataclass(frozen=True)
class PracticeLoad:
    """Practice items of a track, and how many of them fit into the weeks that are left."""

    items: int
    a_week: int
    minutes: int


def practice_load(learner: Learner, deck: Deck) -> PracticeLoad | None:
    cards = Card.objects.filter(deck__in=parts_of(deck), status=Card.Status.ACTIVE, kind__in=PRACTICE_KINDS)
    lengths = list(
        with_schedule(cards, learner)
        .filter(Q(mine=None) | Q(mine__is_suspended=False))
        .values_list("minutes", flat=True)
    )
    if not lengths:
        return None
    granted = learner.practice_minutes_per_week
    mean = sum(lengths) / len(lengths)
    return PracticeLoad(len(lengths), max(1, round(granted / mean)) if granted else 0, granted)
