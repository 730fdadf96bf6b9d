"""What the review page posts."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings

from cards.addresses import page_of_form
from cards.kinds.detail import LARGEST_DETAIL


@dataclass(frozen=True)
class PostedReview:
    """What a grade button posts. Not a Django form: that would be a twentieth of a grade's whole time."""

    key: uuid.UUID
    card: int
    quality: int | None  # None: what the detail speaks for
    version: int
    seconds: int | None
    detail: dict[str, Any] | None

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> "PostedReview | None":
        """None if anything is missing or makes no sense."""
        try:
            seconds = posted.get("seconds")
            detail = _detail_in(posted) if "detail" in posted else None
            review = cls(
                uuid.UUID(posted["review"]),
                int(posted["card"]),
                int(posted["quality"]) if posted["quality"] or detail is None else None,
                int(posted["version"]),
                min(int(seconds), settings.LONGEST_REVIEW_SECONDS) if seconds else None,
                detail,
            )
        except (KeyError, ValueError, AttributeError, RecursionError):
            return None
        fits = 0 < review.card < 2**63 and 0 <= (review.quality or 0) <= 5 and 0 <= review.version < 2**31
        return review if fits and (review.seconds or 0) >= 0 else None


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
    """`of`: the key of what is taken back, where it need not be the last that was done; `only`: that of the review
    which must be the last one. `next`: where to go after either.
    """

    undo = forms.UUIDField()
    of = forms.UUIDField(required=False)
    only = forms.UUIDField(required=False)
    next = forms.CharField(required=False)

    def clean_next(self) -> str:
        return page_of_form(self.cleaned_data["next"])
