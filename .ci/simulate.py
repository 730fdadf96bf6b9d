"""`make simulate`: learners by chance, with memories of their own, live through plans; what they know on the day.

With --equal: what plain SM-2 makes of the plan's minutes and the plan of plain SM-2's, beside what is attainable.
"""

import argparse
import random
from bisect import bisect_right
from collections import Counter, deque
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from math import ceil
from statistics import mean

import fsrs as package
from attainable import Kind, attainable

from cards.scheduling import SCHEDULERS, State, returns_of
from cards.scheduling.pacing import Minutes, minutes_needed
from cards.scheduling.simulator import Policy, live, recall_on
from cards.scheduling.state import AGAIN, EASY, GOOD, HARD, Phase

START = date(2026, 11, 23)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SKIPPED, HARD_SHARE = 0.08, 0.2  # of the days, and of the cards
KNOWN, KNOWN_AGAIN = (0.75, 0.5), 0.9  # a usual or a hard card at first sight, either when it comes back that day
MARKS = 12, 75, 13  # of a hundred that are recalled: Hard, Good, Easy
SECONDS, SEEN_SECONDS, SLOWER = {Phase.NEW: 20, Phase.REPEAT: 12}, 16, (1, 1.5)
HARDER = 2  # points of difficulty
# Of the minutes that a plan is expected to need: a day that is skipped has to be made up for, in a week by few others.
ROOM, ROOM_IN_A_WEEK = 1.4, 1.7
POLICIES = {"SM-2, 20 new a day": ("sm2", False), "plan, SM-2": ("sm2", True), "plan, FSRS-6": ("fsrs", True)}
NEW_A_DAY = 20, 25, 30, 40, 50, 70, 100, 150, 200
ALL = 10_000  # no limit of reviews
CASES = [(60, 7), (200, 7), (200, 14), (200, 30), (500, 30), (1000, 90)]


class Chance:
    """A learner: an FSRS memory with weights of its own, hard cards, days off, and a pace.

    A steady one comes every day and finds no card hard. Whichever policy is tried, the same days are skipped, and a
    card's first look, its second and so on meet the same luck: policies are compared, not their chances.
    """

    def __init__(self, seed, cards, *, is_steady=False, slow=1.0, skipped=SKIPPED, hard=HARD_SHARE):
        self.seed = seed
        rng = self._luck()
        usual = package.Scheduler().parameters
        spread = [weight * rng.lognormvariate(0, 0.12) for weight in usual]
        spread[7], spread[20] = usual[7], usual[20] * rng.uniform(0.9, 1.1)
        low, high = package.scheduler.LOWER_BOUNDS_PARAMETERS, package.scheduler.UPPER_BOUNDS_PARAMETERS
        weights = [min(max(weight, least), most) for weight, least, most in zip(spread, low, high, strict=True)]
        self.model = package.Scheduler(weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self.hard = [not is_steady and rng.random() < hard for _ in range(cards)]
        self.skips = 0 if is_steady else skipped
        self.pace = slow if is_steady else rng.uniform(0.85, 1.15) * slow
        self.cards = {}
        self.looks = Counter()
        self.answers = deque(maxlen=200)  # as of a learner in earnest

    def _luck(self, *about):
        return random.Random(f"{self.seed} {about}")  # noqa: S311 - chance, no secret

    def comes(self, day):
        return self._luck(day).random() >= self.skips

    def seconds(self, card, phase):
        return self.pace * SECONDS.get(phase, SEEN_SECONDS) * SLOWER[self.hard[card]]

    def review(self, card, day, phase, memory):
        self.looks[card] += 1
        luck = self._luck(card, self.looks[card])
        took = self.seconds(card, phase) * luck.lognormvariate(-0.08, 0.4)
        moment = EPOCH + timedelta(days=(day - START).days)
        known = self.cards.get(card)
        if known is None:
            recall = KNOWN[self.hard[card]]
            known = package.Card(card, due=moment)
        else:
            recall = KNOWN_AGAIN if phase is Phase.REPEAT else self.model.get_card_retrievability(known, moment)
        is_recalled = luck.random() < recall
        quality = luck.choices([HARD, GOOD, EASY], MARKS)[0] if is_recalled else AGAIN
        after, _ = self.model.review_card(known, package.Rating(quality - 1), moment)
        if self.hard[card] and phase is Phase.NEW:
            after.difficulty = min(10.0, after.difficulty + HARDER)
        self.cards[card] = after
        self.answers.append((phase, quality))
        return quality, took

    def returns(self):
        return returns_of(self.answers)

    def known_on(self, day):
        """The share of all cards that this memory recalls on a day."""
        moment = EPOCH + timedelta(days=(day - START).days)
        recalls = [self.model.get_card_retrievability(card, moment) for card in self.cards.values()]
        return sum(recalls) / len(self.hard)


def life(job):
    """(recall on the day, mean and most minutes a day, recall that the default model predicted) of one learner.

    `amount`: the minutes of a plan's weeks, or without a plan the new cards of each day.
    """
    scheduler, is_plan, cards, days, amount, options, seed = job
    learner = Chance(seed, cards, **options)
    end = START + timedelta(days=days)
    if is_plan:
        policy = Policy(
            SCHEDULERS[scheduler], minutes=Minutes(_week(amount)), days=dict.fromkeys(range(cards), end), reviews=ALL
        )
    else:
        policy = Policy(SCHEDULERS[scheduler], new=amount, reviews=ALL)
    lived = live(learner, policy, [State()] * cards, START, end)
    seconds = [day.seconds for day in lived.days]
    predicted = recall_on(dict.fromkeys(range(cards), end), lived.memories, range(cards))
    return learner.known_on(end), mean(seconds) / 60, max(seconds) / 60, predicted


def _week(minutes):
    """By weekday, whole minutes: what is left over is spread."""
    return tuple(minutes * (day + 1) // 7 - minutes * day // 7 for day in range(7))


class Trial:
    """What learners make of cards in so many days, by policy."""

    def __init__(self, pool, learners, cards, days, options):
        self.pool, self.learners, self.about, self.options = pool, learners, (cards, days), options

    def of(self, amount, *, scheduler="sm2", is_plan=True):
        """The means of `life`."""
        jobs = [(scheduler, is_plan, *self.about, amount, self.options, seed) for seed in range(self.learners)]
        return [mean(column) for column in zip(*self.pool.map(life, jobs), strict=True)]

    def plan_within(self, minutes, scheduler):
        """(minutes a week granted, means) of the plan that takes as many as it can of these minutes a day."""
        weeks = range(int(6 * minutes), ceil(9 * minutes))  # days are skipped, and what comes back takes some more
        within = bisect_right(weeks, minutes, key=lambda week: self.of(week, scheduler=scheduler)[1])
        return weeks[within - 1], self.of(weeks[within - 1], scheduler=scheduler)

    def plain_within(self, minutes):
        """(new cards a day, means) of plain SM-2 at its best in these minutes a day."""
        tried = [(new, self.of(new, is_plan=False)) for new in NEW_A_DAY if new <= self.about[0]]
        return max((each for each in tried if each[1][1] <= max(minutes, tried[0][1][1])), key=lambda each: each[1][0])


def policies(cases, learners, options):
    print(f"| cards / days / minutes | {' | '.join(POLICIES)} |")
    print("| --- |" + " --- |" * len(POLICIES))
    with ProcessPoolExecutor(2) as pool:
        for cards, days, minutes in cases:
            trial, cells = Trial(pool, learners, cards, days, options), []
            for scheduler, is_plan in POLICIES.values():
                amount = 7 * minutes if is_plan else 20
                known, spent, most, predicted = trial.of(amount, scheduler=scheduler, is_plan=is_plan)
                cells.append(f"{known:.1%} in {spent:.1f} min, busiest {most / spent:.1f} x, foretold {predicted:.0%}")
            print(f"| {cards} / {days} / {minutes} | {' | '.join(cells)} |", flush=True)


def equal_minutes(cases, learners, options):
    hard = 0 if options["is_steady"] else options["hard"]
    kinds = [(share, _kind(is_hard, options["slow"])) for share, is_hard in ((1 - hard, 0), (hard, 1)) if share]
    heads = "plain SM-2", "plan, SM-2, in its minutes", "plan, FSRS-6, in its minutes", "no policy above"
    more = "plan, SM-2", "plain SM-2 in its minutes", "no policy above"
    print(f"| cards / days | {' | '.join((*heads, *more))} |\n| --- |{' --- |' * 7}")
    with ProcessPoolExecutor(2) as pool:
        for cards, days, minutes in cases:
            trial = Trial(pool, learners, cards, days, options)
            plain, plan = trial.of(20, is_plan=False), trial.of(7 * minutes)
            held = [trial.plan_within(plain[1], scheduler) for scheduler in SCHEDULERS]
            new, given = trial.plain_within(plan[1])
            is_short = minutes < minutes_needed(cards, days)  # each day is full
            bounds = [attainable(kinds, cards, days, each[1], each_day=is_short) for each in (plain, plan)]
            cells = (
                _told(plain),
                *(f"{_told(means)} ({week / 7:.1f} granted)" for week, means in held),
                f"{bounds[0]:.1%}",
                f"{_told(plan)} ({minutes} granted) | {_told(given)} ({new} new a day) | {bounds[1]:.1%}",
            )
            print(f"| {cards} / {days} | {' | '.join(cells)} |", flush=True)


def _kind(is_hard, slow):
    seconds = (slow * SLOWER[is_hard] * each for each in (SECONDS[Phase.NEW], SEEN_SECONDS, SECONDS[Phase.REPEAT]))
    return Kind(KNOWN[is_hard], HARDER * is_hard, MARKS, *seconds, KNOWN_AGAIN)


def _told(means):
    known, spent, most, _ = means
    return f"{known:.1%} in {spent:.1f} min, busiest {most / spent:.1f} x"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=20)
    parser.add_argument("--slow", type=float, default=1, help="2: cards that take twice as long")
    parser.add_argument("--skipped", type=float, default=SKIPPED, help="of the first table's days")
    parser.add_argument("--hard", type=float, default=HARD_SHARE, help="of the first table's cards")
    parser.add_argument("--cases", type=int, default=9, help="so many of the first, and 400 cards in ten days")
    parser.add_argument("--equal", action="store_true")
    given = parser.parse_args()
    cases = [
        (cards, days, ceil((ROOM_IN_A_WEEK if days <= 7 else ROOM) * minutes_needed(cards, days) * given.slow))
        for cards, days in CASES[: given.cases]
    ]
    for is_steady in (False, True):
        print("\nLearners who come every day, without hard cards:\n" if is_steady else "\nLearners:\n")
        table = equal_minutes if given.equal else policies
        options = {"is_steady": is_steady, "slow": given.slow, "skipped": given.skipped, "hard": given.hard}
        table([*cases, (400, 10, 20)], given.learners, options)
