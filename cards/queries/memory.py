"""What the memory model believes of a learner's cards, whichever scheduler plans them: worked out from the log."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, batched
from random import Random
from typing import Any

from django.db.models import Count, Max, Sum

from cards.models import Deck, Fit, Learner, Replanning, Review, Schedule
from cards.models.batches import BATCH
from cards.scheduling.calibration import Calibration, Grading, calibration, predictions
from cards.scheduling.fsrs import Memory, Model

LEARNERS_KEPT = 32
BUILT_IN = {"card__deck__owner": None}
MOST_JUDGED = 15_000  # reviews whose predictions are looked at for one page: a third of a second


def memories_of(learner: Learner) -> Mapping[int, Memory]:
    """By card, of those of tracks and packs that were reviewed: plans and readiness are about no others.

    In at most two statements; what was worked out once is kept.
    """
    seen = Schedule.objects.of(learner).filter(due__isnull=False, **BUILT_IN)
    mark = seen.aggregate(Count("pk"), Sum("version"), Max("pk"))
    return _memories(learner.pk, learner.model, *mark.values())


def memories_among(learner: Learner, cards: Iterable[int]) -> Mapping[int, Memory]:
    """Of these cards alone, and not kept."""
    known: dict[int, Memory] = {}
    for batch in batched(cards, BATCH):
        known |= _read(learner.pk, learner.model, card__in=batch)
    return known


def memories_in(learner: Learner, decks: Iterable[Deck]) -> Mapping[int, Memory]:
    """Of the cards of these decks alone, and not kept: for a page that is asked for after every grade."""
    return _read(learner.pk, learner.model, card__deck__in=decks)


@lru_cache(maxsize=LEARNERS_KEPT)  # by versions, which move with every review and undo
def _memories(learner_id: int, model: Model, *mark: int) -> Mapping[int, Memory]:
    return _read(learner_id, model, **BUILT_IN)


def _read(learner_id: int, model: Model, **of: Any) -> Mapping[int, Memory]:
    log: dict[int, list[tuple[int, date]]] = defaultdict(list)
    reviews = Review.objects.filter(learner=learner_id, undone_at=None, **of).order_by("reviewed_at", "id")
    for card, quality, day in reviews.values_list("card_id", "quality", "study_day").iterator(chunk_size=2_000):
        log[card].append((quality, day))
    return {card: memory for card in log if (memory := model.memory_of(log[card]))}


def log_of(learner: Learner, chunk: int = 2_000) -> Iterator[Grading]:
    """What was graded how on which study day, in the log's order."""
    reviews = Review.objects.of(learner).counted().in_order()
    yield from reviews.values_list("card_id", "quality", "study_day").iterator(chunk_size=chunk)


def known_from(learner: Learner) -> tuple[Calibration | None, int, int | None]:
    """How well the model has predicted the learner's reviews, of how many it said something, and of how many cards
    these are where the log is too long to look at all of them.

    Weights that were fitted to this log say nothing of the reviews that they were trained on: the usual ones do.
    """
    reviews = Review.objects.of(learner).counted().in_order()
    # Read once: what is graded meanwhile would be in the second reading alone.
    rows = list(reviews.values_list("card_id", "quality", "study_day", "reviewed_at"))
    drawn = None
    if len(rows) > MOST_JUDGED:
        drawn = _drawn([card for card, *_ in rows])
        rows = [row for row in rows if row[0] in drawn]
    log = [(card, quality, day) for card, quality, day, _ in rows]
    told = predictions(log)
    fit = fit_in_use(learner)
    if fit is not None and fit.judged_from is not None:
        cut = sum(moment < fit.judged_from for *_, moment in rows)
        both = zip(told, predictions(log, learner.model), strict=True)
        told = [usual if usual.place < cut else own for usual, own in both]
    return calibration(told), len(told), drawn and len(drawn)


def _drawn(log: Sequence[int]) -> set[int]:
    """Cards by lot, the same each time, with at most so many reviews: a card's history counts whole or not at all."""
    reviews = Counter(log)
    cards = sorted(reviews)
    Random(0).shuffle(cards)  # noqa: S311 - no secret
    numbers = accumulate(reviews[card] for card in cards)
    return {card for card, number in zip(cards, numbers, strict=True) if number <= MOST_JUDGED}


def fit_in_use(learner: Learner) -> Fit | None:
    """The fit that the learner's weights are from."""
    return last_kept(learner) if learner.weights is not None else None


def last_kept(learner: Learner) -> Fit | None:
    return Fit.objects.of(learner).filter(outcome=Fit.Outcome.KEPT).order_by("-id").first()


def last_fit(learner: Learner) -> Fit | None:
    """The last wish, waiting or done."""
    return Fit.objects.of(learner).order_by("-id").first()


def replanning_of(learner: Learner) -> Replanning | None:
    """The wish for another scheduler or other weights, waiting or given up."""
    return Replanning.objects.filter(learner=learner.pk).first()


def reviews_of(learner: Learner) -> int:
    return Review.objects.of(learner).counted().count()
