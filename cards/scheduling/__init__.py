"""Memory and time, as pure functions of values: no Django, no clock, no chance.

Import the functions from here. `streak`, `study_day`, `forecast` and `replay` are also the names of modules; here they
are the functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from cards.scheduling import sm2
from cards.scheduling.forecast import Waiting, days_asked, forecast
from cards.scheduling.queue import Limits, allowance, fitting, overdueness, pace, takes_new
from cards.scheduling.replay import Grading, replay, steps
from cards.scheduling.retention import share
from cards.scheduling.sm2 import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    LEECH_LAPSES,
    LEECH_STEP,
    MATURE_INTERVAL,
    MAXIMUM_INTERVAL,
    MINIMUM_EASE,
    QUALITIES,
    STARTING_EASE,
    Phase,
    State,
    is_leech,
    next_state,
    next_states,
    phase,
)
from cards.scheduling.streak import (
    DAYS_AHEAD,
    Excused,
    days_studied,
    idle_stretch,
    kept_streak,
    longest_streak,
    streak,
    streak_after,
)
from cards.scheduling.study_day import next_rollover, skipped_days, study_day, time_zone


class Scheduler(Protocol):
    """What plans cards. A module with these functions is one."""

    def next_states(self, state: State, day: date) -> dict[int, State]: ...

    def replay(self, reviews: Iterable[Grading | tuple[int, date]]) -> State: ...


SCHEDULERS: dict[str, Scheduler] = {"sm2": sm2}

__all__ = [
    "AGAIN",
    "DAYS_AHEAD",
    "EASY",
    "GOOD",
    "HARD",
    "LEECH_LAPSES",
    "LEECH_STEP",
    "MATURE_INTERVAL",
    "MAXIMUM_INTERVAL",
    "MINIMUM_EASE",
    "QUALITIES",
    "SCHEDULERS",
    "STARTING_EASE",
    "Excused",
    "Grading",
    "Limits",
    "Phase",
    "Scheduler",
    "State",
    "Waiting",
    "allowance",
    "days_asked",
    "days_studied",
    "fitting",
    "forecast",
    "idle_stretch",
    "is_leech",
    "kept_streak",
    "longest_streak",
    "next_rollover",
    "next_state",
    "next_states",
    "overdueness",
    "pace",
    "phase",
    "replay",
    "share",
    "skipped_days",
    "steps",
    "streak",
    "streak_after",
    "study_day",
    "takes_new",
    "time_zone",
]
