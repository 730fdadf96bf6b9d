"""What any way of planning could reach with simulated learners: the most recall on the day that minutes can buy.

A card is asked on whichever days are best for it, worked out backwards from the day over all that the memory model may
hold of it. A second has a price, by day: the best for one card is the most of recall − price × seconds. That of all
cards together, and what the minutes would cost at these prices, is more than any policy reaches with these minutes
(weak duality); the least over the prices tried is told. It is generous: it knows which cards are hard and how well each
is remembered, no day is skipped, and where prices don't differ by day nothing limits one.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import log

from cards.scheduling.fsrs import USUAL, Memory
from cards.scheduling.state import AGAIN, EASY, GOOD, HARD

HORIZON = 30  # days: a card that is first met before gains less than a thousandth by it
DAY = date(2026, 1, 1)
STABILITIES = [0.03 * 1.18**step for step in range(60)]  # up to 523 days
DIFFICULTIES = [1 + 1.5 * step for step in range(7)]
PRICES = [5e-5 * 1.25**step for step in range(30)]  # of a second, in cards: up to what a first look brings for each
GROWTH = [1.0, 0.97, 0.94, 0.9, 0.85, 0.8]  # of the price, from day to day


@dataclass(frozen=True)
class Kind:
    """Cards of one difficulty, as a learner finds them."""

    known: float  # at first sight
    harder: float  # points of difficulty
    marks: tuple[int, int, int]  # of those recalled: Hard, Good, Easy
    new_seconds: float
    seen_seconds: float
    repeat_seconds: float
    known_again: float = 0.9  # when they come back on the same day


def _chances(recall, marks):
    hard, good, easy = (recall * mark / sum(marks) for mark in marks)
    return (AGAIN, 1 - recall), (HARD, hard), (GOOD, good), (EASY, easy)


def _rested(memory, quality, kind, deep):
    """[(chance, memory)] after what comes back on the same day has come back until it is recalled well."""
    if quality >= GOOD:
        return [(1.0, memory)]
    found = []
    chances = _chances(kind.known_again, kind.marks)
    enough = sum(chance for grade, chance in chances if grade >= GOOD)
    for grade, chance in chances:
        if not deep and grade < GOOD:
            continue
        after = USUAL.memory_after(memory, memory.day, grade)
        share = chance if deep else chance / enough
        found += [(share * each, rested) for each, rested in _rested(after, grade, kind, deep - 1)]
    return found


def _corners(memory):
    """[(state, weight)] of the four states around it."""
    place = log(memory.stability / STABILITIES[0]) / log(STABILITIES[1] / STABILITIES[0])
    place = min(max(place, 0), len(STABILITIES) - 1.001)
    rank = min((memory.difficulty - 1) / 1.5, len(DIFFICULTIES) - 1.001)
    s, d, width = int(place), int(rank), len(DIFFICULTIES)
    for up, share in ((0, 1 - place + s), (1, place - s)):
        for right, part in ((0, 1 - rank + d), (1, rank - d)):
            yield (s + up) * width + d + right, share * part


def _mixed(outcomes):
    weights = defaultdict(float)
    for chance, memory in outcomes:
        for state, weight in _corners(memory):
            weights[state] += chance * weight
    return [(state, weight) for state, weight in weights.items() if weight]


STATES = [Memory(stability, difficulty, DAY) for stability in STABILITIES for difficulty in DIFFICULTIES]


@cache
def _look(ahead, kind):
    """Of each state: (chance that it comes back, [(state, weight)]) of a look so many days after the last one."""
    day = DAY + timedelta(days=ahead)
    found = []
    for memory in STATES:
        outcomes, back = [], 0.0
        for quality, chance in _chances(memory.recall(day), kind.marks):
            after = USUAL.memory_after(memory, day, quality)
            outcomes += [(chance * share, rested) for share, rested in _rested(after, quality, kind, 1)]
            back += chance * (quality < GOOD)
        found.append((back, _mixed(outcomes)))
    return found


@cache
def best(kind, days, prices):
    """The most that a card of this kind brings: recall on the day, less what its seconds cost on their days."""
    recalled_well = kind.known_again * sum(kind.marks[1:]) / sum(kind.marks)
    repeats = kind.repeat_seconds / recalled_well
    looks = [None, *(_look(ahead, kind) for ahead in range(1, days))]
    values = [[memory.recall(DAY + timedelta(days=days - day)) for memory in STATES] for day in range(days)]
    for day in range(days - 1, -1, -1):
        mine = values[day]
        for then in range(day + 1, days):
            later, price = values[then], prices[then]
            for place, (back, outcomes) in enumerate(looks[then - day]):
                value = sum(weight * later[state] for state, weight in outcomes)
                mine[place] = max(mine[place], value - price * (kind.seen_seconds + back * repeats))
    outcomes, back = [], 0.0
    for quality, chance in _chances(kind.known, kind.marks):
        for share, memory in _rested(USUAL.memory_after(None, DAY, quality), quality, kind, 2):
            outcomes.append((chance * share, memory._replace(difficulty=min(10.0, memory.difficulty + kind.harder))))
        back += chance * (quality < GOOD)
    first, seconds = _mixed(outcomes), kind.new_seconds + back * repeats
    values_met = [sum(weight * values[day][state] for state, weight in first) for day in range(days)]
    return max(0.0, *(value - price * seconds for value, price in zip(values_met, prices, strict=True)))


def attainable(kinds, cards, days, minutes, *, each_day=False):
    """No policy recalls a greater share of so many cards, by these minutes a day.

    `kinds`: (share of the cards, Kind). `each_day`: no day has more than these minutes, whatever others have.
    """
    seconds = minutes * 60 / cards  # a day, for each card
    ahead = min(days, HORIZON)
    bounds = []
    for growth in GROWTH if each_day else GROWTH[:1]:
        for price in PRICES:
            prices = tuple(price * growth ** (ahead - 1 - day) for day in range(ahead))
            paid = sum(prices) * seconds if each_day else price * seconds * days
            bounds.append(paid + sum(share * best(kind, ahead, prices) for share, kind in kinds))
    return min(1.0, *bounds)
