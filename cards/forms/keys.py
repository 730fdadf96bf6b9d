"""What comes in by forms, checked."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.db.models import BigAutoField


class KeyForm(forms.Form):
    """A write of a learner: `key` is fresh in every form shown, the same on every retry."""

    key = forms.UUIDField()


class FreeKeyForm(forms.Form):
    """For writes that are the same however often they are done: a program that posts one may leave the key out."""

    key = forms.UUIDField(required=False)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class CardKeyForm(KeyForm):
    card = forms.IntegerField(min_value=1, max_value=BigAutoField.MAX_BIGINT)


@dataclass(frozen=True)
class Grading:
    """What a grade button posts. Not a Django form: that would be a twentieth of a grade's whole time."""

    key: uuid.UUID
    card: int
    quality: int
    version: int
    seconds: int | None

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> "Grading | None":
        """None if anything is missing or makes no sense."""
        try:
            seconds = posted.get("seconds")
            grading = cls(
                uuid.UUID(posted["review"]),
                *(int(posted[name]) for name in ("card", "quality", "version")),
                min(int(seconds), settings.LONGEST_REVIEW_SECONDS) if seconds else None,
            )
        except (KeyError, ValueError):
            return None
        fits = 0 < grading.card < 2**63 and 0 <= grading.quality <= 5 and 0 <= grading.version < 2**31
        return grading if fits and (grading.seconds or 0) >= 0 else None


class UndoForm(forms.Form):
    undo = forms.UUIDField()


def fresh_key() -> str:
    """A key for a form that is about to be shown."""
    return str(uuid.uuid4())


def number_in(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 19 else None
