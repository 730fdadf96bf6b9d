"""The ladder of a card as a learner climbs it: what is asked next after an answer, and how far each climb came."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from cards.kinds import KINDS
from cards.kinds.ladder import Climb
from cards.kinds.ladder import Rung as Question
from cards.models import Card, Learner, Review, Rung

CLIMBS_READ = 20  # the latest so many reviews tell where the last climb stopped


@dataclass(frozen=True)
class Ladder:
    """What follows the last answer to a card, and the climb before that one."""

    review: Review
    questions: list[Question]
    climb: Climb
    before: Climb | None

    @property
    def number(self) -> int:
        """That of the rung which is asked next, counted from 1."""
        return (self.climb.next or 0) + 1

    @property
    def question(self) -> Question | None:
        return None if self.climb.next is None else self.questions[self.climb.next]

    @property
    def asked(self) -> list[tuple[Question, bool]]:
        """The questions that were asked, and whether the learner had them."""
        return list(zip(self.questions[self.climb.start :], self.climb.had, strict=False))


def ladder_of(learner: Learner, card: Card) -> Ladder | None:
    """None: the card has no ladder, or was not answered yet."""
    questions = KINDS[card.kind].ladder(card.content)
    reviews = Review.objects.of(learner).counted().filter(card=card).defer("detail").order_by("-reviewed_at", "-id")
    latest = list(reviews[:CLIMBS_READ]) if questions else []
    if not latest:
        return None
    climbs = climbs_of(learner, dict.fromkeys((review.pk for review in latest), len(questions)))
    before = next((climbs[review.pk] for review in latest[1:] if review.pk in climbs), None)
    climb = climbs.get(latest[0].pk) or Climb(len(questions), before.next_start if before else 0)
    return Ladder(latest[0], questions, climb, before)


def climbs_of(learner: Learner, rungs: Mapping[int, int]) -> dict[int, Climb]:
    """By review, the climbs that were begun. `rungs`: by review, how many its card's ladder has now."""
    asked: dict[int, list[Rung]] = defaultdict(list)
    for rung in Rung.objects.of(learner).filter(review__in=rungs).order_by("review", "place"):
        asked[rung.review_id].append(rung)
    return {
        review: Climb(rungs[review], climb[0].place, tuple(rung.is_had for rung in climb))
        for review, climb in asked.items()
    }
