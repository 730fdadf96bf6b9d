"""Memory and time, as pure functions of values: no Django, no clock, no chance.

Import the functions from here. `study_day` is also the name of a module; here it is the function.
"""

from __future__ import annotations

from cards.scheduling import fsrs, sm2
from cards.scheduling.forecast import Waiting, days_asked
from cards.scheduling.outcomes import Outcomes, Plan, Scheduler, replay, steps
from cards.scheduling.planning import planned_for
from cards.scheduling.queue import Limits, allowance, coming_back, fitting, overdueness, pace, takes_new, uncertainty
from cards.scheduling.returning import USUAL_RETURNS, Returns, returns_of
from cards.scheduling.sm2 import MINIMUM_EASE
from cards.scheduling.state import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    LEECH_LAPSES,
    LEECH_STEP,
    MATURE_INTERVAL,
    MAXIMUM_INTERVAL,
    QUALITIES,
    STARTING_EASE,
    Phase,
    State,
    is_leech,
)
from cards.scheduling.streak import (
    DAYS_AHEAD,
    Excused,
    Run,
    days_studied,
    frozen_days,
    idle_stretch,
    kept_streak,
    streak_after,
)
from cards.scheduling.study_day import skipped_days, study_day, time_zone

SCHEDULERS: dict[str, Scheduler] = {"sm2": sm2, "fsrs": fsrs}  # by the names that learners' rows hold
USUAL_SCHEDULER = "sm2"
FITTED = {"fsrs"}  # those that plan by the weights of the memory model, a learner's own where there are some

__all__ = [
    "AGAIN",
    "DAYS_AHEAD",
    "EASY",
    "FITTED",
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
    "USUAL_RETURNS",
    "USUAL_SCHEDULER",
    "Excused",
    "Limits",
    "Outcomes",
    "Phase",
    "Plan",
    "Returns",
    "Run",
    "Scheduler",
    "State",
    "Waiting",
    "allowance",
    "coming_back",
    "days_asked",
    "days_studied",
    "fitting",
    "frozen_days",
    "idle_stretch",
    "is_leech",
    "kept_streak",
    "overdueness",
    "pace",
    "planned_for",
    "replay",
    "returns_of",
    "skipped_days",
    "steps",
    "streak_after",
    "study_day",
    "takes_new",
    "time_zone",
    "uncertainty",
]
