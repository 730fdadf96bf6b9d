from cards.models.deck import Card, Deck, Enrolment, Topic
from cards.models.learner import Learner, Write
from cards.models.review import Review, Schedule, StudyDay

__all__ = ["Card", "Deck", "Enrolment", "Learner", "Review", "Schedule", "StudyDay", "Topic", "Write"]
