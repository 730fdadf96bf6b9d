"""A drill as its learner sees it: what the variant holds, the code so far, and what was done before."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cards.kinds.drill import class_in_words, family_of
from cards.models import Attempt, Card, DrillVariant, Learner, Review, Schedule, Snapshot

REVIEWS_SHOWN = 20


@dataclass(frozen=True)
class Done:
    """One graded attempt at a drill."""

    review: Review
    card: Card

    @property
    def detail(self) -> dict[str, Any]:
        return self.review.detail or {}

    @property
    def title(self) -> str:
        """Of the variant that it was."""
        found = (each["title"] for each in self.card.content["variants"] if each["slug"] == self.detail.get("variant"))
        return next(found, "")

    @property
    def minutes_spent(self) -> int:
        return max(1, round(self.detail.get("seconds", 0) / 60))


def drills_done(learner: Learner, card: Card) -> list[Done]:
    """The learner's graded attempts at this drill, the latest first."""
    reviews = Review.objects.of(learner).counted().filter(card=card).order_by("-reviewed_at", "-id")
    return [Done(review, card) for review in reviews[:REVIEWS_SHOWN]]


def attempt_at(learner: Learner, card: Card) -> Attempt | None:
    """The one under way."""
    return Attempt.objects.of(learner).filter(card=card).under_way().first()


def variant_of(card: Card, slug: str) -> dict[str, Any] | None:
    """What it holds; None if the drill has it no more."""
    return DrillVariant.objects.filter(card=card, slug=slug).values_list("payload", flat=True).first()


def code_of(learner: Learner, attempt: Attempt, payload: dict[str, Any]) -> dict[str, str]:
    """The files as they are: those that were kept, or those of a grade that was taken back, or the starter."""
    of_it = Snapshot.objects.of(learner).filter(card=attempt.card_id, variant=attempt.detail["variant"])
    kept = of_it.filter(why=Snapshot.Why.KEPT).first()
    if kept is None and attempt.is_answered:
        kept = of_it.filter(why=Snapshot.Why.GRADED).order_by("-made_at", "-pk").first()
    return kept.files if kept else payload["starter"]


def graded_code(learner: Learner, card: Card, variant: str) -> dict[str, str] | None:
    """The code that the last grade of this variant was given for."""
    of_it = Snapshot.objects.of(learner).filter(card=card, variant=variant, why=Snapshot.Why.GRADED)
    return of_it.order_by("-made_at", "-pk").values_list("files", flat=True).first()


def snapshots_of(learner: Learner, card: Card) -> list[Snapshot]:
    """Without their files: a page lists all of them."""
    return list(Snapshot.objects.of(learner).filter(card=card).defer("files").order_by("-made_at", "-pk"))


def snapshot_of(learner: Learner, card: Card, key: UUID) -> Snapshot | None:
    return Snapshot.objects.of(learner).filter(card=card, key=key).first()


def why_now(schedule: Schedule, done: list[Done], today: date) -> str:
    """Why this drill is asked today, in a sentence. A hunt that was never done does not give its class away."""
    name = class_in_words(schedule.card.content)
    if not done:
        is_hunt = family_of(schedule.card.content) == "hunt"
        return "A class of bug that you have not met here yet." if is_hunt else f"New to you: {name}."
    last, ago = done[0], (today - done[0].review.study_day).days
    when = "today" if ago == 0 else "yesterday" if ago == 1 else f"{ago} days ago"
    what = f"{'passed' if last.review.quality >= 3 else 'not passed'} {when}"
    others = len(schedule.card.content["variants"]) > 1
    said = f"“{last.title}” was {what}" if others and last.title else f"it was {what}"
    return f"Comes back by its class, {name}: {said}."
