from cards.models.deck import Card, Deck, Enrolment, Topic
from cards.models.learner import Learner, Receipt
from cards.models.practice import Attempt
from cards.models.review import Review, Schedule, StudyDay

__all__ = ["Attempt", "Card", "Deck", "Enrolment", "Learner", "Receipt", "Review", "Schedule", "StudyDay", "Topic"]
