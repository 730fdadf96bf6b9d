"""The formulas of FSRS-6, from which `fsrs.py` makes a scheduler.

Bit for bit the numbers of the package `fsrs`, by the model's authors, which a test holds beside them. The package asks
for the time, copies a card and writes a log entry at every step: that takes nine times as long, and a page that tells
what a learner will recall takes as many steps as there are reviews in the log.

Source: https://github.com/open-spaced-repetition/py-fsrs and, in words,
https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import e

Weights = tuple[float, ...] | None
"""21 of them. None: the usual ones, the package's."""
Step = Callable[[float | None, float | None, int, int], tuple[float, float]]
"""From (stability, difficulty) before a review, None for a first one, the days since the last one and the grade, from
1 for Again to 4 for Easy, to both after it, rounded."""

FORGOTTEN, HARD, EASY = 1, 2, 4
DECAY = 20  # the place of the weight that bends the curve
LEAST_STABILITY, LEAST_DIFFICULTY, MOST_DIFFICULTY = 0.001, 1.0, 10.0
EXACT = 6  # decimals of what is stored: where the last bits differ, two machines agree


@lru_cache(maxsize=2**6)  # one for each learner who has weights of their own
def forgetting_curve(weights: Weights) -> tuple[float, float]:
    """(decay, factor): recall is (1 + factor · days / stability) ^ decay, which is 0.9 after `stability` days."""
    decay = -float((usual_weights() if weights is None else weights)[DECAY])
    return decay, 0.9 ** (1 / decay) - 1


@lru_cache(maxsize=1)
def usual_weights() -> tuple[float, ...]:
    from fsrs.scheduler import DEFAULT_PARAMETERS  # imported by whom it concerns: nobody else waits for it

    return tuple(DEFAULT_PARAMETERS)


@lru_cache(maxsize=2**6)
def step_of(weights: Weights) -> Step:
    """The model's step with these weights."""
    w = usual_weights() if weights is None else weights
    decay, factor = forgetting_curve(weights)
    easiest: float = w[4] - e ** (w[5] * (EASY - 1)) + 1
    reversion, kept = w[7] * easiest, 1 - w[7]
    growth, longest_after_lapse = float(e ** w[8]), float(e ** (w[17] * w[18]))

    def first(grade: int) -> tuple[float, float]:
        return w[grade - 1], w[4] - e ** (w[5] * (grade - 1)) + 1

    def stability_on_the_same_day(stability: float, grade: int) -> float:
        increase = float(e ** (w[17] * (grade - 3 + w[18])) * stability ** -w[19])
        return stability * (increase if grade == FORGOTTEN else max(increase, 1.0))

    def stability_after_lapse(stability: float, difficulty: float, recall: float) -> float:
        slow: float = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * e ** ((1 - recall) * w[14])
        return min(slow, stability / longest_after_lapse)

    def stability_after_recall(stability: float, difficulty: float, recall: float, grade: int) -> float:
        penalty = w[15] if grade == HARD else 1
        bonus = w[16] if grade == EASY else 1
        spacing: float = e ** ((1 - recall) * w[10]) - 1
        increase: float = growth * (11 - difficulty) * stability ** -w[9] * spacing * penalty * bonus
        return stability * (1 + increase)

    def next_difficulty(difficulty: float, grade: int) -> float:
        change = -(w[6] * (grade - 3))
        return reversion + kept * (difficulty + (10.0 - difficulty) * change / 9.0)

    def step(stability: float | None, difficulty: float | None, elapsed: int, grade: int) -> tuple[float, float]:
        if stability is None or difficulty is None:
            after, harder = first(grade)
        else:
            harder = next_difficulty(difficulty, grade)
            if elapsed < 1:
                after = stability_on_the_same_day(stability, grade)
            else:
                recall = (1 + factor * elapsed / stability) ** decay
                if grade == FORGOTTEN:
                    after = stability_after_lapse(stability, difficulty, recall)
                else:
                    after = stability_after_recall(stability, difficulty, recall, grade)
        harder = min(max(harder, LEAST_DIFFICULTY), MOST_DIFFICULTY)
        return round(max(after, LEAST_STABILITY), EXACT), round(harder, EXACT)

    return step
