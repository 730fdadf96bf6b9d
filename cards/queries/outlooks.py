"""What is to be expected of a plan: its days lived in advance, what will not fit, and what would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from cards.models import Card, Learner, StudyDay
from cards.queries.decks import parts_of
from cards.queries.memory import memories_of
from cards.queries.plans import FURTHEST_DAYS, Draft, Paced, paced_cards
from cards.queries.queue import Lengths
from cards.scheduling.fsrs import Memory
from cards.scheduling.leaving_out import Fit, TopicFit, first_to_go, unmet_topics
from cards.scheduling.pacing import Minutes, look_days
from cards.scheduling.simulator import Day, Expected, Lived, Policy, live, recall_on
from cards.stages import stage_order

WHOLE_DAY = 24 * 60
TRIES = 3  # at finding minutes, or topics to leave out, that are enough


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
class UnmetTopic:
    """A topic of which cards stay unseen."""

    slug: str
    title: str
    stage: str
    unseen: int
    cards: int


@dataclass(frozen=True)
class Fewer:
    """Without these topics all the rest fits."""

    topics: list[UnmetTopic]
    recall: float  # of the rest

    @property
    def percent(self) -> int:
        return in_percent(self.recall)

    @property
    def slugs(self) -> str:
        return ",".join(topic.slug for topic in self.topics)


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
    unmet: list[UnmetTopic] = field(default_factory=list)  # what may be left out first in front
    minutes_enough: int | None = None  # a day, where those granted are not
    day_enough: date | None = None
    fewer: Fewer | None = None
    on: date | None = None  # the next day of the first of these plans, if one is to come

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
        self.learner, self.draft, self.today = learner, draft, today
        pace = learner.pace
        if minutes_today is None and pace and pace.day == today and pace.extra:
            minutes_today = max(0, draft.minutes_of(learner).on(today) + pace.extra)
        self.minutes_today = minutes_today
        done = StudyDay.objects.of(learner).filter(day=today).first()
        self.begun = done and Day(today, new=done.new, reviews=done.due_done, seconds=done.seconds)
        self.remembered, self.usual = memories_of(learner), Lengths(learner)
        self._take(cards)

    def _take(self, cards: list[Paced]) -> None:
        self.cards = cards
        self.targets = {place: each.day for place, each in enumerate(cards)}
        self.last = max(self.targets.values())
        known = self.remembered
        self.memories = {place: known[each.card] for place, each in enumerate(cards) if each.card in known}
        self.lengths = [
            tuple(self.usual.of(each.kind, each.minutes, is_new=is_new) for is_new in (True, False)) for each in cards
        ]

    def _of(self, cards: list[Paced]) -> _Outlook:
        other = copy(self)
        other._take(cards)
        return other

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
        return live(Expected(self.lengths, self.usual.returns), policy, states, self.today, self.last, self.memories)

    def _held(self, card: Paced) -> date | None:
        """What was reviewed today is asked no more today, however much room is left."""
        seen = self.today + timedelta(days=1) if card.reviewed_on == self.today else None
        return max((day for day in (card.held, seen) if day), default=None)

    def told(self, *, with_remedies: bool) -> Outlook:
        lived = self.lived(self.draft.minutes)
        unseen = _unseen(lived)
        stages: dict[tuple[date, str], list[int]] = {}  # tracks call their stages alike, and have days of their own
        for place, each in enumerate(self.cards):
            stage = next((slug for slug in each.stages if self.draft.days.get(slug) == each.day), each.stage)
            stages.setdefault((each.day, stage), []).append(place)
        looks = [day for group in self._groups() for day in look_days(*group, self.draft.minutes_of(self.learner))]
        missing = sum(self.lengths[place][0] for place in unseen)
        levels = Counter(self.cards[place].level for place in unseen)
        enough = self._enough(unseen) if with_remedies and unseen else (None, None)
        unmet = self._unmet(unseen) if with_remedies and unseen else []
        return Outlook(
            days=lived.days,
            stages=[
                self._stage(slug, places, lived.memories)
                for (_, slug), places in sorted(stages.items(), key=lambda item: (item[0][0], stage_order(item[0][1])))
            ],
            cards=len(self.cards),
            unseen=len(unseen),
            recall=recall_on(self.targets, lived.memories, range(len(self.cards))) or 0.0,
            looks=(min(looks), max(looks)) if looks else None,
            behind=ceil(missing / 60),
            unseen_by_level=sorted(levels.items(), key=lambda item: item[0] or 2),
            minutes_enough=enough[0],
            day_enough=enough[1],
            unmet=[self._named(topic) for topic in unmet],
            fewer=self._fewer(unmet, missing) if unmet else None,
            on=min(self._own_days(), default=None),
        )

    def _own_days(self) -> list[date]:
        return [day for day in self.draft.days.values() if day > self.today]

    def _unmet(self, unseen: list[int]) -> list[TopicFit]:
        """Of the first plan's track: its page leaves no topic of another one out."""
        left = set(unseen)
        parts = parts_of(self.draft.deck)
        own = set(Card.objects.filter(deck__in=parts, status=Card.Status.ACTIVE).values_list("topic__slug", flat=True))
        return unmet_topics(
            Fit(
                each.topic,
                each.stage,
                each.weight,
                each.level,
                self.lengths[place][0] if each.state.is_new else 0,
                place in left,
            )
            for place, each in enumerate(self.cards)
            if each.topic in own
        )

    def _named(self, topic: TopicFit) -> UnmetTopic:
        title = next(each.topic_title for each in self.cards if each.topic == topic.topic)
        return UnmetTopic(topic.topic, title, topic.stage, topic.unseen, topic.cards)

    def _fewer(self, unmet: list[TopicFit], missing: float) -> Fewer | None:
        """As few topics as it takes: what goes leaves its minutes to the rest."""
        for _ in range(TRIES):
            gone = first_to_go(unmet, missing)
            slugs = {topic.topic for topic in gone}
            rest = [each for each in self.cards if each.topic not in slugs]
            if 2 * len(rest) < len(self.cards):  # another plan, rather
                return None
            without = self._of(rest)
            lived = without.lived(self.draft.minutes)
            if not _unseen(lived):
                recall = recall_on(without.targets, lived.memories, range(len(rest))) or 0.0
                return Fewer([self._named(topic) for topic in gone], recall)
            missing *= 1.25
        return None

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
            factor = max(factor * Fraction(5, 4), (minutes + 1) / mean)  # not the same minutes again, rounded up
        else:
            minutes = None
        ahead = ceil((max(self._own_days(), default=self.last) - self.today).days * factor)
        day = self.today + timedelta(days=ahead) if ahead <= FURTHEST_DAYS else None
        return minutes, day


def _unseen(lived: Lived) -> list[int]:
    return [place for place, state in enumerate(lived.states) if state.is_new]
