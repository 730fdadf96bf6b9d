"""What comes in by forms, checked."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import BigAutoField

from cards.kinds.detail import LARGEST_DETAIL


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
    quality: int | None  # None: what the detail speaks for
    version: int
    seconds: int | None
    detail: dict[str, Any] | None

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> "Grading | None":
        """None if anything is missing or makes no sense."""
        try:
            seconds = posted.get("seconds")
            detail = _detail_in(posted) if "detail" in posted else None
            grading = cls(
                uuid.UUID(posted["review"]),
                int(posted["card"]),
                int(posted["quality"]) if posted["quality"] or detail is None else None,
                int(posted["version"]),
                min(int(seconds), settings.LONGEST_REVIEW_SECONDS) if seconds else None,
                detail,
            )
        except (KeyError, ValueError, AttributeError, RecursionError):
            return None
        fits = 0 < grading.card < 2**63 and 0 <= (grading.quality or 0) <= 5 and 0 <= grading.version < 2**31
        return grading if fits and (grading.seconds or 0) >= 0 else None


def _detail_in(posted: Mapping[str, str]) -> dict[str, Any]:
    """JSON in `detail`, and what stands in fields of its own: `detail.points.0` is {"points": {"0": …}}."""
    if len(posted["detail"]) > LARGEST_DETAIL:
        raise ValueError
    detail = json.loads(posted["detail"] or "{}")
    for name, value in posted.items():
        step, *path = name.split(".", 4)
        if step != "detail" or not path or not value:
            continue
        place = detail
        for step in path[:-1]:
            place = place.setdefault(step, {})
        if not isinstance(place, dict):
            raise ValueError
        place[path[-1]] = value.replace("\r\n", "\n").replace("\r", "\n")
    if not isinstance(detail, dict):
        raise ValueError
    return detail


class UndoForm(forms.Form):
    undo = forms.UUIDField()


def fresh_key() -> str:
    """A key for a form that is about to be shown."""
    return str(uuid.uuid4())


def number_in(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 19 else None
