"""What the memory model believes of a learner's cards, whichever scheduler plans them: worked out from the log."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.db.models import Count, Max, Sum

from cards.models import Learner, Review, Schedule
from cards.scheduling.calibration import Calibration, calibration, predictions
from cards.scheduling.fsrs import Memory, memory_in, memory_of

LEARNERS_KEPT = 32


def memories_of(learner: Learner) -> Mapping[int, Memory]:
    """By card, of those that were reviewed. In at most three statements; what was worked out once is kept."""
    seen = Schedule.objects.of(learner).filter(due__isnull=False)
    mark = seen.aggregate(Count("pk"), Sum("version"), Max("pk"))
    return _memories(learner.pk, *mark.values())


@lru_cache(maxsize=LEARNERS_KEPT)  # by versions, which move with every review and undo
def _memories(learner_id: int, *mark: int) -> Mapping[int, Memory]:
    known: dict[int, Memory] = {}
    unknown: set[int] = set()
    for card, stored in Schedule.objects.filter(learner=learner_id, due__isnull=False).values_list("card_id", "memory"):
        memory = memory_in(stored)
        if memory:
            known[card] = memory
        else:
            unknown.add(card)
    if unknown:
        log: dict[int, list[tuple[int, date]]] = defaultdict(list)
        reviews = Review.objects.filter(learner=learner_id, undone_at=None).order_by("reviewed_at", "id")
        for card, quality, day in reviews.values_list("card_id", "quality", "study_day").iterator(chunk_size=2_000):
            log[card].append((quality, day))
        known |= {card: memory for card in unknown if (memory := memory_of(log[card]))}
    return known


def known_from(learner: Learner) -> tuple[Calibration | None, int]:
    """How well the model has predicted the learner's reviews, and of how many it said something."""
    reviews = Review.objects.of(learner).counted().order_by("reviewed_at", "id")
    rows = reviews.values_list("card_id", "quality", "study_day")
    told = predictions(rows.iterator(chunk_size=2_000))
    return calibration(told), len(told)
