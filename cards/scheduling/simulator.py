"""Days of study lived through in advance, by the rules that plan and limit them in earnest.

What a learner is like comes in from outside: whether they come, what they recall, how long they take. `make simulate`
tries policies on learners by chance; `Expected` is the one that the page of a plan tells of.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Protocol

from cards.scheduling.fsrs import USUAL, Memory, Model
from cards.scheduling.outcomes import Outcomes, Scheduler
from cards.scheduling.pacing import Minutes, is_last_third, is_sure, last_look, look_days, new_today, paced, unsure
from cards.scheduling.queue import FAILED, Limits, fitting
from cards.scheduling.returning import USUAL_RETURNS, Returns
from cards.scheduling.state import AGAIN, GOOD, Phase, State


class Learner(Protocol):
    """Whose memory is tried. Cards are known by their place in the list of all."""

    def comes(self, day: date) -> bool: ...

    def seconds(self, card: int, phase: Phase) -> float:
        """What a look at this card is expected to take: minutes are granted by it."""
        ...

    def returns(self) -> Returns:
        """What of such looks came back on their day so far: room is kept for as much."""
        ...

    def review(self, card: int, day: date, phase: Phase, memory: Memory | None) -> tuple[int, float]:
        """(quality, seconds) of one look at a card that the model believes to remember so."""
        ...


@dataclass(frozen=True)
class Policy:
    """What decides a day: so many new cards, or a day to be ready on and the minutes until then."""

    scheduler: Scheduler
    new: int = 20
    reviews: int = 200
    minutes: Minutes | None = None
    first: int | None = None  # minutes of the first day, where they are not those of its weekday
    days: Mapping[int, date] = field(default_factory=dict)  # by card; one without is met when no other is left
    start: date | None = None  # of the plan, if it is under way
    spread: tuple[int, date] | None = None  # so many reviews a day up to that day
    held: Mapping[int, date] = field(default_factory=dict)  # by card: it is not asked before that day
    begun: Day | None = None  # what of the first day is done already
    catches_up: bool = False  # on the first day what is due comes before what is new
    model: Model = USUAL  # of what is remembered, whichever scheduler plans


@dataclass
class Day:
    day: date
    new: int = 0
    reviews: int = 0
    repeats: int = 0
    seconds: float = 0
    waiting: int = 0  # cards that were due and not asked


@dataclass(frozen=True)
class Lived:
    days: list[Day]
    states: list[State]
    memories: dict[int, Memory]  # of the cards that were seen, as the model believes them to be


def live(
    learner: Learner,
    policy: Policy,
    cards: Sequence[State],
    start: date,
    end: date,
    memories: Mapping[int, Memory] | None = None,
) -> Lived:
    """The days from `start` up to, not including, `end`.

    `cards` are their states at the start, new ones in the order in which they are to be met.
    """
    life = _Life(learner, policy, cards, start, dict(memories or {}))
    days = [life.day(start + timedelta(days=ahead)) for ahead in range((end - start).days)]
    return Lived(days, life.states, life.memories)


class _Life:
    def __init__(
        self, learner: Learner, policy: Policy, cards: Sequence[State], start: date, memories: dict[int, Memory]
    ) -> None:
        self.learner, self.policy, self.memories = learner, policy, memories
        self.states = list(cards)
        self.start, self.first_day = policy.start or start, start
        self.unseen = [card for card, state in enumerate(cards) if state.is_new]
        self.looks = _looks(policy, self.start)
        before = start - timedelta(days=1)
        self.asked_on = {
            card: max(paced(state.due, self._look(card), before), policy.held.get(card, date.min))
            for card, state in enumerate(cards)
            if state.due
        }

    def day(self, day: date) -> Day:
        lived = self._begun(day)
        if not self.learner.comes(day):
            return lived
        today = self._asked(day)
        while (card := today.next(lived.seconds)) is not None:
            outcomes = Outcomes(self.policy.scheduler, self.states[card], day)
            quality, seconds = self.learner.review(card, day, outcomes.phase, self.memories.get(card))
            lived.seconds += seconds
            self.memories[card] = self.policy.model.memory_after(self.memories.get(card), day, quality)
            lived.new += outcomes.phase is Phase.NEW
            lived.repeats += outcomes.phase is Phase.REPEAT
            lived.reviews += outcomes.phase not in (Phase.NEW, Phase.REPEAT)
            self.states[card] = state = outcomes.after(quality)
            if state.due is not None:
                self.asked_on[card] = paced(state.due, self._look(card), day)
            if quality < GOOD:
                today.comes_back(card)
        self.unseen = [card for card in self.unseen if self.states[card].is_new]
        lived.waiting = sum(planned <= day for planned in self.asked_on.values())
        return lived

    def _begun(self, day: date) -> Day:
        begun = self.policy.begun
        return replace(begun) if begun and day == self.first_day else Day(day)

    def _look(self, card: int) -> date | None:
        day = self.policy.days.get(card)
        return None if day is None or is_sure(self.memories.get(card), day) else self.looks.get(card)

    def _asked(self, day: date) -> _Today:
        policy = self.policy
        due = [card for card, planned in self.asked_on.items() if planned <= day]
        new = self._unseen_on(day)[: self._new(day)]
        minutes = self._minutes(day)
        if policy.minutes is not None:
            due += self._unsure(due, new, day, policy.minutes)
        urgency = self._doubt if policy.days else self._lateness
        due.sort(key=lambda card: (-urgency(card, day), card))
        reviews = policy.spread[0] if policy.spread and day <= policy.spread[1] else policy.reviews
        is_new_first = minutes is not None and not (policy.catches_up and day == self.first_day)
        limits = Limits(len(new), reviews, minutes, new_first=is_new_first)
        return _Today(self.learner, limits, due, new, self._begun(day))

    def _unseen_on(self, day: date) -> list[int]:
        """Those whose interview is over come as usual, after the others."""
        return sorted(self.unseen, key=lambda card: self.policy.days.get(card, date.max) <= day)

    def _lateness(self, card: int, day: date) -> float:
        """As `overdueness`, which is exact and slow."""
        return (day - self.asked_on[card]).days / max(self.states[card].interval, 1)

    def _doubt(self, card: int, day: date) -> float:
        """As `uncertainty`."""
        state = self.states[card]
        interval = max(state.interval, 1)
        days = (day - (state.due or day)).days + interval
        return (days if state.repetitions else FAILED * days) / (interval * state.ease**2)

    def _minutes(self, day: date) -> int | None:
        if self.policy.first is not None and day == self.first_day:
            return self.policy.first
        return None if self.policy.minutes is None else self.policy.minutes.on(day)

    def _new(self, day: date) -> int:
        if self.policy.minutes is None:
            return self.policy.new
        minutes = self.policy.minutes
        targets = Counter(target for card in self.unseen if (target := self.policy.days.get(card)) and target > day)
        if not targets:
            return self.policy.new
        granted, met = self._minutes(day), self._begun(day).new
        targets[min(targets)] += met
        new = sum(new_today(number, self.start, target, day, minutes, granted) for target, number in targets.items())
        return max(0, new - met)

    def _unsure(self, due: Collection[int], new: Sequence[int], day: date, minutes: Minutes) -> list[int]:
        """As many as there is room for beside what is asked anyway."""
        asked = set(due)
        targets = {target for target in self.policy.days.values() if target > day}
        near = {target for target in targets if is_last_third(self.start, target, day, minutes)}
        cards = (
            (card, memory.recall(target), target)
            for card, memory in self.memories.items()
            if (target := self.policy.days.get(card)) in near
            and card not in asked
            and self.policy.held.get(card, date.min) <= day
        )
        granted = self._minutes(day)
        chosen = unsure(cards, day, minutes, granted)
        lengths = accumulate(self.learner.seconds(card, Phase.YOUNG) for card in chosen)
        room = 60.0 * (granted or 0) - self._begun(day).seconds
        room -= sum(self.learner.seconds(card, Phase.YOUNG) for card in due)
        room -= sum(self.learner.seconds(card, Phase.NEW) for card in new)
        return [card for card, taken in zip(chosen, lengths, strict=True) if taken <= room]


def _looks(policy: Policy, start: date) -> dict[int, date]:
    if policy.minutes is None:
        return {}
    groups: dict[date, list[int]] = {}
    for card, day in policy.days.items():
        groups.setdefault(day, []).append(card)
    looks: dict[int, date] = {}
    for day, group in groups.items():
        days = look_days(len(group), start, day, policy.minutes)
        looks |= {card: last_look(card, days) for card in group}
    return looks


class _Today:
    """What is left of a day, told afresh after each look: what comes back pushes others out, room that is left takes
    them in again.
    """

    def __init__(self, learner: Learner, limits: Limits, due: Sequence[int], new: Sequence[int], begun: Day) -> None:
        self.learner, self.returns = learner, learner.returns()
        parts = (due, Phase.YOUNG), (new, Phase.NEW)
        lengths = [[self._of_day(card, phase) for card in part] for part, phase in parts]
        places = fitting(limits, 0, begun.reviews, begun.seconds, *lengths)
        self.limit = None if limits.minutes is None else 60 * limits.minutes
        self.due, self.new = (
            _Part(zip(part, taken, strict=True), fit)
            for part, taken, fit in zip((due, new), lengths, places, strict=True)
        )
        self.due.most = max(0, limits.reviews - begun.reviews)
        self.new_first = limits.new_first
        self.again: deque[tuple[int, float]] = deque()
        self.left_again = 0.0

    def _of_day(self, card: int, phase: Phase) -> float:
        return self.returns.seconds(self.learner.seconds(card, phase), self.learner.seconds(card, Phase.REPEAT), phase)

    def comes_back(self, card: int) -> None:
        length = self._of_day(card, Phase.REPEAT)
        self.again.append((card, length))
        self.left_again += length

    def next(self, spent: float) -> int | None:
        if self.limit is not None:
            self._fit(self.limit - spent - self.left_again)
        for part in (self.due, self.new):
            if part.asked:
                return part.take()
        return self._returning(spent)

    def _fit(self, room: float) -> None:
        first, last = (self.new, self.due) if self.new_first else (self.due, self.new)
        for part in (last, first):
            while part.asked and first.left + last.left > room:
                part.give_way()
        for part in (first, last):
            if part is self.due and self.new_first and self.new.asked and self._saves():
                break
            while part.has_more and first.left + last.left + part.waiting[0][1] <= room:
                part.take_in()

    def _saves(self) -> bool:
        """As `fitting`: whether a new card waits for room that a day can have."""
        return any(length <= (self.limit or 0) for _, length in self.new.waiting)

    def _returning(self, spent: float) -> int | None:
        """The next that comes back and still fits."""
        while self.again:
            card, length = self.again.popleft()
            self.left_again -= length
            if self.limit is None or spent + length <= self.limit:
                return card
        return None


class _Part:
    """The seen or the new cards of a day, each with what it takes: those that are asked, and those that wait."""

    def __init__(self, cards: Iterable[tuple[int, float]], fit: Collection[int]) -> None:
        fits = set(fit)
        self.asked: deque[tuple[int, float]] = deque()
        self.waiting: deque[tuple[int, float]] = deque()
        for place, card in enumerate(cards):
            (self.asked if place in fits else self.waiting).append(card)
        self.left = sum(length for _, length in self.asked)
        self.most = len(self.asked) + len(self.waiting)

    @property
    def has_more(self) -> bool:
        return bool(self.waiting) and len(self.asked) < self.most

    def take(self) -> int:
        card, length = self.asked.popleft()
        self.left -= length
        self.most -= 1
        return card

    def give_way(self) -> None:
        self.waiting.appendleft(self.asked.pop())
        self.left -= self.waiting[0][1]

    def take_in(self) -> None:
        self.asked.append(self.waiting.popleft())
        self.left += self.asked[-1][1]


class Expected:
    """A learner to whom happens what is to be expected: of cards recalled at 0.9 every tenth is missed."""

    def __init__(self, lengths: Sequence[tuple[float, float]], returns: Returns = USUAL_RETURNS) -> None:
        """`lengths`: the seconds of each card as a new one and as a seen one."""
        self.lengths = [(round(new), round(seen)) for new, seen in lengths]
        self.usual = returns
        self.missed = [0.5, 0.0]  # of first looks of a day, and of what came back

    def comes(self, day: date) -> bool:
        return True

    def seconds(self, card: int, phase: Phase) -> float:
        return self.lengths[card][phase is not Phase.NEW]

    def returns(self) -> Returns:
        return self.usual

    def review(self, card: int, day: date, phase: Phase, memory: Memory | None) -> tuple[int, float]:
        sort = phase is Phase.REPEAT
        self.missed[sort] += self._share(day, phase, memory)
        is_recalled = self.missed[sort] < 1
        if not is_recalled:
            self.missed[sort] -= 1
        return GOOD if is_recalled else AGAIN, self.seconds(card, phase)

    def _share(self, day: date, phase: Phase, memory: Memory | None) -> float:
        """Of a hundred such looks, as a share, those that fail."""
        if phase is Phase.REPEAT:
            return self.usual.again
        return 1 - memory.recall(day) if memory else self.usual.unknown


def recall_on(days: Mapping[int, date], memories: Mapping[int, Memory], cards: Iterable[int]) -> float | None:
    """The mean recall predicted of these cards, each on its day; one that was not seen counts 0. None: no cards."""
    recalls = [memories[card].recall(days[card]) if card in memories else 0.0 for card in cards if card in days]
    return sum(recalls) / len(recalls) if recalls else None
