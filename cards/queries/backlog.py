"""What is waiting after days away, from the study days and the queue that Today reads anyway; and what each way back
would do, lived through in advance.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.conf import settings

from cards.models import Learner, Schedule, StudyDay
from cards.queries.memory import memories_among
from cards.queries.new_cards import current_plans
from cards.queries.outlooks import WHOLE_DAY, outlook
from cards.queries.plans import STATE, Draft, paced_cards
from cards.queries.queue import Lengths, Queue
from cards.scheduling import Phase, State
from cards.scheduling.backlog import HORIZON, Backlog, Waits, backlog, gain, least_useful, put_off_until
from cards.scheduling.pacing import Minutes
from cards.scheduling.simulator import Day, Expected, Policy, live, recall_on

MOST_CARDS = 3_000  # are lived through


def backlog_of(learner: Learner, days: Iterable[StudyDay], queue: Queue, today: date) -> Backlog | None:
    """None for whoever wants no reviews at all. `days`: the learner's latest study days."""
    before = [row for row in days if row.day < today]
    if not before or learner.reviews_per_day <= 0:
        return None
    reviews = [row.due_done for row in before if row.due_done]
    a_day = round(sum(reviews) / len(reviews)) if reviews else 0
    away = (today - max(row.day for row in before)).days - 1
    return backlog(queue.due + queue.due_held, a_day, away)


def to_put_off(learner: Learner, waits: Backlog, today: date) -> dict[int, date]:
    """By card: the least useful of those that wait, and until when each is put off. A usual day's worth stays.

    With a plan until its day, or that of the plan where it has none; without one half a usual day's worth comes back
    each day.
    """
    targets = {each.card: each.day for each in paced_cards(learner, _drafts(learner), today)} if learner.pace else {}
    last = learner.pace.on if learner.pace else today + timedelta(days=HORIZON)
    waiting = _waiting(learner, today)
    memories, lengths = memories_among(learner, [card for card, *_ in waiting]), Lengths(learner)
    cards = [
        Waits(card, gain(memories.get(card), targets.get(card, last), today), lengths.of(kind, minutes, is_new=False))
        for card, kind, minutes in waiting
    ]
    usual = waits.a_day * sum(each.seconds for each in cards) / max(1, len(cards))
    off = least_useful(cards, usual)
    if learner.pace:
        return {card: targets.get(card, last) for card in off}
    return put_off_until(off, waits.a_day, today)


def _waiting(learner: Learner, today: date) -> list[tuple[int, str, float]]:
    """(card, kind, minutes) of what is due."""
    rows = Schedule.objects.of(learner).active().filter(planned_for__lte=today).exclude(buried_until__gt=today)
    found = rows.order_by("planned_for", "pk").values_list("card_id", "card__kind", "card__minutes")
    return list(found[: settings.DUE_WINDOW])


# What each way would do -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """One way back: minutes a day and days until nothing waits any more, what was put off included, and the recall
    expected on the day.
    """

    minutes: int
    days: int | None  # None: something waits to the last day
    recall: float  # in per cent
    put_off: int = 0

    @classmethod
    def of(cls, days: list[Day], recall: float, off: Mapping[int, date] | None = None) -> "Way":
        last = max((off or {}).values(), default=date.min)
        level = next((place for place, day in enumerate(days, 1) if not day.waiting and day.day >= last), None)
        lived = days[:level]
        seconds = sum(day.seconds for day in lived)
        return cls(ceil(seconds / 60 / max(1, len(lived))), level, round(100 * recall, 1), len(off or {}))


@dataclass(frozen=True)
class WaysBack:
    waits: Backlog
    on: date  # the day that recall is told for
    spread: Way
    now: Way
    later: Way


def ways_back(learner: Learner, waits: Backlog, today: date) -> WaysBack:
    off = to_put_off(learner, waits, today)
    if learner.pace and (ways := _with_plan(learner, waits, off, today)):
        return ways
    last = today + timedelta(days=HORIZON)
    lived = _Seen(learner, today, last)
    spread = (waits.reviews, today + timedelta(days=waits.days - 1))
    return WaysBack(
        waits,
        last,
        spread=Way.of(*lived(spread=spread)),
        now=Way.of(*lived(spread=(MOST_CARDS, today))),
        later=Way.of(*lived(off=off), off),
    )


def minutes_now(learner: Learner, today: date) -> int:
    """What all that waits takes. After days away as much of it comes back as of new cards."""
    lengths = Lengths(learner)
    seconds = [lengths.of(kind, minutes, is_new=False) for _, kind, minutes in _waiting(learner, today)]
    return ceil(sum(lengths.returns.seconds(each, each, Phase.NEW) for each in seconds) / 60)


def _with_plan(learner: Learner, waits: Backlog, off: dict[int, date], today: date) -> WaysBack | None:
    """None: no card paces to a day any more, and the plan notices that tomorrow."""
    drafts = _drafts(learner)
    pace = learner.pace

    def way(more: int = 0, off: Mapping[int, date] | None = None) -> Way | None:
        options = {"minutes_today": pace.minutes + more, "catches_up": more > 0, "put_off": off or {}}
        found = outlook(learner, drafts, today, **options)
        return found and Way.of(found.days, found.recall, off)

    spread, now, later = way(), way(minutes_now(learner, today)), way(off=off)
    return WaysBack(waits, pace.on, spread, now, later) if spread and now and later else None


def _drafts(learner: Learner) -> list[Draft]:
    return [Draft.of(plan) for plan in current_plans(learner)]


class _Seen:
    """The learner's seen cards, lived through up to a day without new ones."""

    def __init__(self, learner: Learner, today: date, last: date) -> None:
        self.learner, self.today, self.last = learner, today, last
        rows = Schedule.objects.of(learner).active().filter(due__isnull=False).order_by("planned_for", "pk")
        found = list(rows.values_list("card_id", "card__kind", "card__minutes", "buried_until", *STATE)[:MOST_CARDS])
        self.cards = [card for card, *_ in found]
        lengths, memories = Lengths(learner), memories_among(learner, self.cards)
        self.states = [State(*state) for *_, state in ((row[:4], row[4:]) for row in found)]
        self.held = {place: row[3] for place, row in enumerate(found) if row[3]}
        both = [(lengths.of(kind, minutes, is_new=False),) * 2 for _, kind, minutes, *_ in found]
        self.lengths, self.returns = both, lengths.returns
        self.memories = {place: memories[card] for place, card in enumerate(self.cards) if card in memories}

    def __call__(
        self, spread: tuple[int, date] | None = None, off: dict[int, date] | None = None
    ) -> tuple[list[Day], float]:
        usual = copy(self.learner)
        usual.spread = None
        limits, off = usual.limits, off or {}
        policy = Policy(
            self.learner.planner,
            new=0,
            reviews=limits.reviews,
            minutes=None if limits.minutes is None else Minutes((limits.minutes,) * 7),
            spread=spread,
            first=WHOLE_DAY if limits.minutes and spread and spread[1] == self.today else None,
            held=self.held | {place: off[card] for place, card in enumerate(self.cards) if card in off},
            model=self.learner.model,
        )
        lived = live(Expected(self.lengths, self.returns), policy, self.states, self.today, self.last, self.memories)
        on = dict.fromkeys(range(len(self.cards)), self.last)
        return lived.days, recall_on(on, lived.memories, range(len(self.cards))) or 0.0
