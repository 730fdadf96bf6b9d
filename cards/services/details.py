"""What a review stores beside its quality, as the card's kind keeps it."""

from typing import Any
from uuid import UUID

from cards.kinds import KINDS, Detail, Unfit
from cards.models import Learner, Review, Schedule


def kept_detail(
    learner: Learner, card_id: int, quality: int | None, detail: Detail, *, seconds: int | None = None, key: UUID
) -> tuple[int, dict[str, Any] | None]:
    """The quality, or for None the one that the detail speaks for; and the detail, None if it says nothing.

    What was stored under the key before is told again as it was: the card may have changed since.
    Raises Schedule.DoesNotExist (not this learner's card) and Unfit.
    """
    columns = ("card__kind", "card__content", "card__minutes")
    found = Schedule.objects.of(learner).filter(card__id=card_id).values_list(*columns).first()
    if found is None:
        raise Schedule.DoesNotExist
    kind, content = KINDS[found[0]], found[1]
    earlier = Review.objects.of(learner).filter(key=key).first()
    try:
        kept = kind.stored_detail(detail, content)
        proposed = kind.proposes(kept, content, seconds=seconds, minutes=found[2]) if quality is None else quality
    except Unfit:
        if earlier is None:
            raise
        kept, proposed = dict(detail), quality
    if quality is None and earlier is not None:
        proposed = earlier.quality
    if proposed is None:
        raise Unfit("Choose a grade: what you did on this card speaks for none.")
    return proposed, kept or None
