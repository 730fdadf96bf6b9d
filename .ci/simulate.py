"""`make simulate`: learners by chance, with memories of their own, live through plans; what they know on the day."""

import argparse
import random
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from math import ceil
from statistics import mean

import fsrs as package

from cards.scheduling import SCHEDULERS, State
from cards.scheduling.pacing import Minutes, minutes_needed
from cards.scheduling.simulator import Policy, live, recall_on
from cards.scheduling.state import AGAIN, EASY, GOOD, HARD, Phase

START = date(2026, 11, 23)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# Of the minutes that a plan is expected to need: a day that is skipped has to be made up for, in a week by few others.
ROOM, ROOM_IN_A_WEEK = 1.4, 1.7
POLICIES = {"SM-2, 20 new a day": "sm2", "plan, SM-2": "sm2", "plan, FSRS-6": "fsrs"}
CASES = [(60, 7), (200, 7), (200, 14), (200, 30), (500, 30), (1000, 90)]


class Chance:
    """A learner: an FSRS memory with weights of its own, hard cards, days off, and a pace.

    A steady one comes every day and finds no card hard, as those did that the rules were first compared with.
    """

    def __init__(self, seed, cards, *, is_steady=False, slow=1.0):
        self.random = rng = random.Random(seed)  # noqa: S311 - chance, no secret
        usual = package.Scheduler().parameters
        spread = [weight * rng.lognormvariate(0, 0.12) for weight in usual]
        spread[7], spread[20] = usual[7], usual[20] * rng.uniform(0.9, 1.1)
        low, high = package.scheduler.LOWER_BOUNDS_PARAMETERS, package.scheduler.UPPER_BOUNDS_PARAMETERS
        weights = [min(max(weight, least), most) for weight, least, most in zip(spread, low, high, strict=True)]
        self.model = package.Scheduler(weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self.hard = [not is_steady and rng.random() < 0.2 for _ in range(cards)]
        self.skips = 0 if is_steady else 0.08
        self.pace = slow if is_steady else rng.uniform(0.85, 1.15) * slow
        self.cards = {}

    def comes(self, day):
        return self.random.random() >= self.skips

    def seconds(self, card, phase):
        return self.pace * {Phase.NEW: 20, Phase.REPEAT: 12}.get(phase, 16) * (1.5 if self.hard[card] else 1)

    def review(self, card, day, phase, memory):
        took = self.seconds(card, phase) * self.random.lognormvariate(-0.08, 0.4)
        moment = EPOCH + timedelta(days=(day - START).days)
        known = self.cards.get(card)
        if known is None:
            recall = 0.5 if self.hard[card] else 0.75
            known = package.Card(card, due=moment)
        else:
            recall = 0.9 if phase is Phase.REPEAT else self.model.get_card_retrievability(known, moment)
        is_recalled = self.random.random() < recall
        quality = self.random.choices([HARD, GOOD, EASY], [12, 75, 13])[0] if is_recalled else AGAIN
        after, _ = self.model.review_card(known, package.Rating(quality - 1), moment)
        if self.hard[card] and phase is Phase.NEW:
            after.difficulty = min(10.0, after.difficulty + 2)
        self.cards[card] = after
        return quality, took

    def known_on(self, day):
        """The share of all cards that this memory recalls on a day."""
        moment = EPOCH + timedelta(days=(day - START).days)
        recalls = [self.model.get_card_retrievability(card, moment) for card in self.cards.values()]
        return sum(recalls) / len(self.hard)


def life(job):
    """(recall on the day, mean and most minutes a day, recall that the default model predicted) of one learner."""
    name, cards, days, minutes, options, seed = job
    learner = Chance(seed, cards, **options)
    end = START + timedelta(days=days)
    if name == "SM-2, 20 new a day":
        policy = Policy(SCHEDULERS["sm2"], new=20)
    else:
        policy = Policy(
            SCHEDULERS[POLICIES[name]], minutes=Minutes((minutes,) * 7), days=dict.fromkeys(range(cards), end)
        )
    lived = live(learner, policy, [State()] * cards, START, end)
    seconds = [day.seconds for day in lived.days]
    predicted = recall_on(dict.fromkeys(range(cards), end), lived.memories, range(cards))
    return learner.known_on(end), mean(seconds) / 60, max(seconds) / 60, predicted


def table(cases, learners, options):
    print(f"| cards / days / minutes | {' | '.join(POLICIES)} |")
    print("| --- |" + " --- |" * len(POLICIES))
    with ProcessPoolExecutor(2) as pool:
        for cards, days, minutes in cases:
            cells = []
            for name in POLICIES:
                jobs = [(name, cards, days, minutes, options, seed) for seed in range(learners)]
                known, spent, most, predicted = (mean(column) for column in zip(*pool.map(life, jobs), strict=True))
                cells.append(f"{known:.1%} in {spent:.1f} min, busiest {most / spent:.1f} x, foretold {predicted:.0%}")
            print(f"| {cards} / {days} / {minutes} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=20)
    parser.add_argument("--slow", type=float, default=1, help="2: cards that take twice as long")
    parser.add_argument("--cases", type=int, default=9)
    given = parser.parse_args()
    cases = [
        (cards, days, ceil((ROOM_IN_A_WEEK if days <= 7 else ROOM) * minutes_needed(cards, days) * given.slow))
        for cards, days in CASES[: given.cases]
    ]
    for is_steady in (False, True):
        print("\nLearners who come every day, without hard cards:\n" if is_steady else "\nLearners:\n")
        table([*cases, (400, 10, 20)], given.learners, {"is_steady": is_steady, "slow": given.slow})
