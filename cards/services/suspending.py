"""Suspending and resuming many cards in one write, which undo takes back as one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from cards.models import Learner, Receipt, Review, Schedule
from cards.models.batches import BATCH
from cards.services.once import Stale, once


def suspend_cards(learner: Learner, cards: Iterable[int], *, asked: str, key: UUID, now: datetime) -> int:
    """Keep cards out of the queue until they are resumed. Returns how many were in it.

    `asked` is how the learner named them, the same on every retry: by then other cards may fit it.
    """
    return _suspended(learner, cards, True, asked=asked, key=key, now=now)


def resume_cards(learner: Learner, cards: Iterable[int], *, asked: str, key: UUID, now: datetime) -> int:
    """Bring suspended cards back into the queue. Returns how many were suspended."""
    return _suspended(learner, cards, False, asked=asked, key=key, now=now)


def _suspended(learner: Learner, cards: Iterable[int], to: bool, *, asked: str, key: UUID, now: datetime) -> int:
    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        last = last_review(learner)
        record.after_review = last and last.pk
        changed: list[int] = []
        for batch in batched(sorted(set(cards)), BATCH):
            rows = Schedule.objects.select_for_update().of(learner).filter(card__in=batch, is_suspended=not to)
            changed += rows.order_by("pk").values_list("pk", flat=True)
        set_suspended(learner, changed, to)
        if changed:
            record.before = {"is_suspended": not to, "schedules": changed}
        return {"count": len(changed)}

    return once(learner, key, "suspend-cards" if to else "resume-cards", {"asked": asked}, write, now=now)["count"]


def set_suspended(learner: Learner, schedules: Iterable[int], to: bool) -> int:
    """Returns how many of these were not so."""
    count = sum(
        Schedule.objects.of(learner).filter(pk__in=batch, is_suspended=not to).update(is_suspended=to)
        for batch in batched(schedules, BATCH)
    )
    if count:
        outdate(learner)
    return count


def outdate(learner: Learner) -> None:
    """What the plans ask of today hangs on which cards may be asked: the next page works it out anew."""
    if learner.paced:
        pace = learner.pace
        learner.paced = replace(pace, is_outdated=True).stored if pace else learner.paced | {"waits": None}
        learner.save(update_fields=["paced"])


def last_review(learner: Learner) -> Review | None:
    return Review.objects.of(learner).counted().order_by("-id").first()


def undo_many(learner: Learner, receipt: Receipt) -> bool:
    """Whether any card was still as it was left."""
    return bool(set_suspended(learner, receipt.before["schedules"], receipt.before["is_suspended"]))


def mark_undone(receipt: Receipt, now: datetime) -> None:
    """Raises Stale where another request was first."""
    if not Receipt.objects.filter(pk=receipt.pk, undone_at=None).update(undone_at=now):
        raise Stale
