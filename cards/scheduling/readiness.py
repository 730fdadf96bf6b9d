"""How ready somebody is for a stage: the mean, over its cards, of what is expected of each on the stage's day.

Of a card it is the recall that the memory model predicts; 0 where it was not seen. One that is graded by a rubric, by
tests or as a story counts its last share of them times that recall. Nothing else goes in: the number is never a guess,
and it falls when nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from math import floor

from cards.scheduling.fsrs import USUAL, Memory, Model
from cards.scheduling.state import EASY

SESSION = 20 * 60  # seconds of cards that one action stands for
MOST_ACTIONS = 3


@dataclass(frozen=True)
class Known:
    """What is known of one card. `share`: of its points, tests or story, last time, 0 to 1; None: it has no such."""

    card: int
    memory: Memory | None
    seconds: float = 60
    measure: str = ""  # what the share is one of: "rubric points", "tests", "stories"
    share: float | None = None
    can_ask: bool = True  # today: it is no action's otherwise
    text: str = ""  # that it is a gap of: of these, one a day is asked

    def on(self, day: date) -> float:
        """What is expected of it on a day, 0 to 1."""
        if self.memory is None:
            return 0.0
        return self.memory.recall(day) * (1.0 if self.share is None else self.share)

    def gain(self, day: date, today: date, model: Model = USUAL) -> float:
        """What one look today adds at the most: if it is recalled with ease and all of its points are made."""
        return max(0.0, model.memory_after(self.memory, today, EASY).recall(day) - self.on(day))


@dataclass(frozen=True)
class Action:
    """Something to do now, and how many points it moves the number at the most, of 100."""

    what: str  # "new", "again" or "practice"
    cards: tuple[int, ...]
    points: float


@dataclass(frozen=True)
class Readiness:
    number: int  # in per cent, rounded down: nobody is told 100 who is not
    day: date
    cards: int
    seen: int
    recall: int | None  # of the seen ones, in per cent; None: none was
    measured: dict[str, tuple[int, int]] = field(default_factory=dict)  # (share in per cent, answers) by measure
    actions: tuple[Action, ...] = ()
    now: int = 0  # the same for today: it falls to `number` until the day, if nothing more is done


def readiness(cards: Sequence[Known], day: date, today: date, model: Model = USUAL) -> Readiness | None:
    """None: a stage without cards. A day that is past counts as today."""
    if not cards:
        return None
    day = max(day, today)
    seen = [card for card in cards if card.memory]
    recalls = [card.memory.recall(day) for card in seen if card.memory]
    shared = sorted((card for card in seen if card.share is not None), key=lambda card: card.measure)
    measured = {}
    for measure, group in groupby(shared, key=lambda card: card.measure):
        shares = [card.share for card in group if card.share is not None]
        measured[measure] = (_percent(sum(shares), len(shares)), len(shares))
    return Readiness(
        number=_percent(sum(card.on(day) for card in cards), len(cards)),
        day=day,
        cards=len(cards),
        seen=len(seen),
        recall=_percent(sum(recalls), len(recalls)) if recalls else None,
        measured=measured,
        actions=tuple(_actions(cards, day, today, model)),
        now=_percent(sum(card.on(today) for card in cards), len(cards)),
    )


def _percent(total: float, number: int) -> int:
    return floor(100 * total / number + 1e-9)


def _actions(cards: Sequence[Known], day: date, today: date, model: Model) -> Iterable[Action]:
    """The three that move the number most, each of about twenty minutes or one practice."""
    open_ = [card for card in cards if card.can_ask]
    short = [card for card in open_ if not card.measure]
    found = [
        _session("new", [card for card in short if card.memory is None], len(cards), day, today, model),
        _session("again", [card for card in short if card.memory], len(cards), day, today, model),
        *(
            Action("practice", (card.card,), 100 * card.gain(day, today, model) / len(cards))
            for card in open_
            if card.measure
        ),
    ]
    worth = [action for action in found if action.points >= 0.05]
    return sorted(worth, key=lambda action: (-action.points, action.cards))[:MOST_ACTIONS]


def _session(what: str, cards: Sequence[Known], of: int, day: date, today: date, model: Model) -> Action:
    """As many as fit into a session: new ones in their order, seen ones those first that gain most."""
    gains = [(card.gain(day, today, model), card) for card in cards]
    if what == "again":
        gains.sort(key=lambda pair: (-pair[0], pair[1].card))
    chosen: list[int] = []
    texts: set[str] = set()
    total = spent = 0.0
    for gain, card in gains:
        if card.text and card.text in texts:
            continue
        texts.add(card.text)
        spent += card.seconds
        if spent > SESSION or gain <= 0:
            break
        chosen.append(card.card)
        total += gain
    return Action(what, tuple(chosen), 100 * total / of)
