"""What the pages of practice post."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cards.forms.keys import LARGEST_VERSION, AttemptForm, KeyForm
from cards.kinds.outline import joined


def lines(value: Any) -> str:
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


class HintForm(AttemptForm):
    """What was written so far, with a hint asked for, once a key."""

    hint = forms.UUIDField()

    @property
    def page(self) -> dict[str, Any]:
        return super().page | {"key": self.cleaned_data["hint"]}


def detail_in(posted: Mapping[str, str], outline: list[str]) -> dict[str, Any]:
    """The answer, the sketch and the ticks of a form, as the card's kind takes them."""
    parts = [lines(posted.get(f"part.{place}", "")) for place in range(len(outline))]
    has_parts = any(name.startswith("part.") for name in posted)
    text = joined(outline, parts) if has_parts else lines(posted.get("text", ""))
    sketch = lines(posted.get("sketch", ""))
    return {"text": text, **({"sketch": sketch} if sketch else {}), **fields_in(posted)}


def fields_in(posted: Mapping[str, str]) -> dict[str, Any]:
    """What is ticked and chosen: `detail.points.0` is {"points": {"0": …}}, `detail.story` {"story": …}."""
    detail: dict[str, Any] = {"points": {}}
    for name, value in posted.items():
        step, _, path = name.partition(".")
        field, _, place = path.partition(".")
        if step == "detail" and field and place:
            places = detail.setdefault(field, {})
            if isinstance(places, dict):
                places[place] = value
        elif step == "detail" and field:
            detail[field] = value
    return detail


class GradeForm(forms.Form):
    review = forms.UUIDField()
    schedule = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION)  # its version
    quality = forms.TypedChoiceField(
        required=False, choices=[(quality, quality) for quality in range(6)], coerce=int, empty_value=None
    )


class RungForm(KeyForm):
    """Whether the learner had the answer to one question of a ladder. `review`: the key of the answer it follows."""

    review = forms.UUIDField()
    rung = forms.IntegerField(min_value=0, max_value=100)  # its place
    had = forms.ChoiceField(choices=[("yes", "I had it"), ("no", "I missed it")])
