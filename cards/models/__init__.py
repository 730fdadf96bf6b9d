from cards.models.deck import Card, Deck, Enrolment, Topic
from cards.models.learner import Learner, Receipt
from cards.models.review import Review, Schedule, StudyDay

__all__ = ["Card", "Deck", "Enrolment", "Learner", "Receipt", "Review", "Schedule", "StudyDay", "Topic"]
