"""What so many new cards a day come to: the study days of a learner who keeps to them, lived through in advance."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from cards.scheduling import sm2
from cards.scheduling.outcomes import Outcomes, Scheduler
from cards.scheduling.state import AGAIN, GOOD, Phase, State

RECALLED = 88  # of a hundred cards asked
SECONDS_NEW, SECONDS_DUE, SECONDS_REPEAT = 75, 35, 30  # for a card of one minute
SECONDS = {Phase.NEW: SECONDS_NEW, Phase.REPEAT: SECONDS_REPEAT}
DAYS = 21
FIRST_DAY = date(2001, 1, 1)  # any day: only intervals count

Length = tuple[float, str]
"""A card as its minutes and what it shares with its siblings, "" if it has none."""


@lru_cache(maxsize=128)
def workload(cards: tuple[Length, ...], new: int, days: int = DAYS, scheduler: Scheduler = sm2) -> tuple[float, ...]:
    """The seconds of each of the first study days, with so many new cards of these, in this order, on each of them.

    Of a text one gap is asked a day, a due one before a new one. What is not recalled comes back until it is. Chance
    has no part: every eighth card or so is not recalled, as often as it is to be expected.
    """
    unseen: Sequence[int] = range(len(cards))
    states: dict[int, State] = {}
    due: dict[date, list[int]] = {}
    missed = 0
    seconds = []
    for ahead in range(days):
        day = FIRST_DAY + timedelta(days=ahead)
        asked, later = _one_a_text(due.pop(day, []), cards, set())
        due.setdefault(day + timedelta(days=1), []).extend(later)
        fresh, unseen = _one_a_text(unseen, cards, {cards[card][1] for card in asked}, most=new)
        spent = 0.0
        waiting = deque([*asked, *fresh])
        while waiting:
            card = waiting.popleft()
            outcomes = Outcomes(scheduler, states.get(card, State()), day)
            spent += cards[card][0] * SECONDS.get(outcomes.phase, SECONDS_DUE)
            missed += 100 - RECALLED
            is_recalled = missed < 100
            missed %= 100
            states[card] = state = outcomes.after(GOOD if is_recalled else AGAIN)
            if not is_recalled:
                waiting.append(card)
            elif state.due:
                due.setdefault(state.due, []).append(card)
        seconds.append(spent)
    return tuple(seconds)


def _one_a_text(
    waiting: Sequence[int], cards: Sequence[Length], texts: set[str], most: int | None = None
) -> tuple[list[int], list[int]]:
    """Those that this day asks, and those that it leaves."""
    asked: list[int] = []
    left: list[int] = []
    for card in waiting:
        text = cards[card][1]
        if (text and text in texts) or len(asked) == most:
            left.append(card)
        else:
            asked.append(card)
            texts.add(text)
    return asked, left
