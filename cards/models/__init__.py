from cards.models.deck import Card, Deck, Enrolment, Topic
from cards.models.drill import DrillVariant, Snapshot
from cards.models.fit import Fit
from cards.models.learner import Learner, Receipt
from cards.models.leaving import Leaving
from cards.models.plan import Plan
from cards.models.practice import Attempt, Mock, Rehearsal, Rung
from cards.models.replanning import Replanning
from cards.models.review import Review, Schedule, StudyDay
from cards.models.story import Story, StoryVersion

__all__ = [
    "Attempt",
    "Card",
    "Deck",
    "DrillVariant",
    "Enrolment",
    "Fit",
    "Learner",
    "Leaving",
    "Mock",
    "Plan",
    "Receipt",
    "Rehearsal",
    "Replanning",
    "Review",
    "Rung",
    "Schedule",
    "Snapshot",
    "Story",
    "StoryVersion",
    "StudyDay",
    "Topic",
]
