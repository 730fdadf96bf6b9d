"""What the memory model believes of a learner's cards, whichever scheduler plans them: worked out from the log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Sum

from cards.models import Deck, Fit, Learner, Review, Schedule
from cards.scheduling.calibration import Calibration, Grading, calibration, predictions
from cards.scheduling.fsrs import Memory, Model

LEARNERS_KEPT = 32


def memories_of(learner: Learner) -> Mapping[int, Memory]:
    """By card, of those that were reviewed. In at most three statements; what was worked out once is kept."""
    seen = Schedule.objects.of(learner).filter(due__isnull=False)
    mark = seen.aggregate(Count("pk"), Sum("version"), Max("pk"))
    return _memories(learner.pk, learner.model, *mark.values())


def memories_in(learner: Learner, decks: Iterable[Deck]) -> Mapping[int, Memory]:
    """Of the cards of these decks alone, and not kept: for a page that is asked for after every grade."""
    return _read(learner.pk, learner.model, card__deck__in=decks)


@lru_cache(maxsize=LEARNERS_KEPT)  # by versions, which move with every review and undo
def _memories(learner_id: int, model: Model, *mark: int) -> Mapping[int, Memory]:
    return _read(learner_id, model)


def _read(learner_id: int, model: Model, **of: Any) -> Mapping[int, Memory]:
    known: dict[int, Memory] = {}
    unknown: set[int] = set()
    for card, stored in Schedule.objects.filter(learner=learner_id, due__isnull=False, **of).values_list(
        "card_id", "memory"
    ):
        memory = model.memory_in(stored)
        if memory:
            known[card] = memory
        else:
            unknown.add(card)
    if unknown:
        log: dict[int, list[tuple[int, date]]] = defaultdict(list)
        reviews = Review.objects.filter(learner=learner_id, undone_at=None, **of).order_by("reviewed_at", "id")
        for card, quality, day in reviews.values_list("card_id", "quality", "study_day").iterator(chunk_size=2_000):
            log[card].append((quality, day))
        known |= {card: memory for card in unknown if (memory := model.memory_of(log[card]))}
    return known


def log_of(learner: Learner, chunk: int = 2_000) -> Iterator[Grading]:
    """What was graded how on which study day, in the log's order."""
    reviews = Review.objects.of(learner).counted().in_order()
    yield from reviews.values_list("card_id", "quality", "study_day").iterator(chunk_size=chunk)


def known_from(learner: Learner) -> tuple[Calibration | None, int]:
    """How well the model has predicted the learner's reviews, and of how many it said something.

    Weights that were fitted to this log say nothing of the reviews that they were trained on: the usual ones do.
    """
    fit = fit_in_use(learner)
    if fit is None or fit.judged_from is None:
        told = predictions(log_of(learner))
    else:  # read once: what is graded meanwhile would be in the second reading alone
        reviews = Review.objects.of(learner).counted().in_order()
        rows = list(reviews.values_list("card_id", "quality", "study_day", "reviewed_at"))
        log = [(card, quality, day) for card, quality, day, _ in rows]
        cut = sum(moment < fit.judged_from for *_, moment in rows)
        both = zip(predictions(log), predictions(log, learner.model), strict=True)
        told = [usual if usual.place < cut else own for usual, own in both]
    return calibration(told), len(told)


def fit_in_use(learner: Learner) -> Fit | None:
    """The fit that the learner's weights are from."""
    return last_kept(learner) if learner.weights is not None else None


def last_kept(learner: Learner) -> Fit | None:
    return Fit.objects.of(learner).filter(outcome=Fit.Outcome.KEPT).order_by("-id").first()


def last_fit(learner: Learner) -> Fit | None:
    """The last wish, waiting or done."""
    return Fit.objects.of(learner).order_by("-id").first()


def reviews_of(learner: Learner) -> int:
    return Review.objects.of(learner).counted().count()
