"""What a learner did and can still take back."""

from uuid import UUID

from cards.models import Learner, Receipt


def undoable(learner: Learner, key: UUID) -> Receipt | None:
    """The bury, suspend or resume that was sent with this key, unless it was taken back."""
    return Receipt.objects.filter(learner=learner.pk, key=key, before__isnull=False, undone_at=None).first()
