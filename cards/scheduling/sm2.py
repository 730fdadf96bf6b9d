"""SM-2 as Wozniak published it in 1990 (https://super-memory.com/english/ol/sm2.htm), in whole numbers.

The ease factor is counted in hundredths, because binary floats plan about one sequence in six a day off.
"""

from __future__ import annotations

from datetime import date

from cards.scheduling.outcomes import Plan
from cards.scheduling.state import HARD, Phase, State

MINIMUM_EASE = 130


def plan(state: State, day: date, quality: int, phase: Phase) -> Plan:
    if quality < HARD:
        return Plan(1, 0, next_ease(state.ease, quality))
    if phase is Phase.EARLY:
        # An interval that has not elapsed proves nothing, so it must not be multiplied.
        return Plan(state.interval, state.repetitions, state.ease)
    return Plan(next_interval(state), state.repetitions + 1, next_ease(state.ease, quality))


def next_interval(state: State) -> int:
    """Days until the next review after a pass: 1, 6, then the last interval times the ease before this grade."""
    if state.repetitions == 0:
        return 1
    if state.repetitions == 1:
        return 6
    return -(-state.interval * state.ease // 100)  # rounded up


def next_ease(ease: int, quality: int) -> int:
    miss = 5 - quality
    return max(MINIMUM_EASE, ease + 10 - miss * (8 + miss * 2))
