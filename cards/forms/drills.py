"""What the pages of a drill post."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms

from cards.forms.keys import LARGEST_VERSION, AttemptForm, KeyForm
from cards.forms.practice import lines
from cards.kinds.detail import LONGEST_SECONDS
from cards.kinds.drill import LONGEST_SENTENCE, MOST_SUBMISSIONS, MOST_TESTS


class TreeField(forms.CharField):
    """Files as JSON: texts by their paths. What of it can be kept the service says."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, empty_value=None, **options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text is None:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("This could not be read.") from error


class SentenceForm(forms.Form):
    hypothesis = forms.CharField(required=False, max_length=LONGEST_SENTENCE)
    cause = forms.CharField(required=False, max_length=LONGEST_SENTENCE)
    seconds = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_SECONDS)

    @property
    def sentences(self) -> dict[str, str]:
        """Those that were sent, even where they are empty."""
        return {name: lines(self.cleaned_data[name]) for name in ("hypothesis", "cause") if name in self.data}


class KeepForm(SentenceForm, AttemptForm):
    """The code as it is. A page without scripts sends the sentences alone."""

    files = TreeField(required=False)
    aside = forms.BooleanField(required=False)


class RunForm(KeyForm, AttemptForm):
    files = TreeField()
    results = TreeField()
    submission = forms.BooleanField(required=False)

    def clean_results(self) -> Mapping[str, Any]:
        results = self.cleaned_data["results"]
        if not isinstance(results, dict):
            raise forms.ValidationError("This could not be read.")
        return {name: results.get(name) for name in ("visible", "hidden")}


class FinishForm(KeyForm, SentenceForm):
    pass


class TypedForm(KeyForm):
    """What the tests said in the learner's own editor."""

    visible = forms.IntegerField(label="Visible tests that pass", min_value=0, max_value=MOST_TESTS)
    first = forms.IntegerField(label="Hidden tests that passed at first", min_value=0, max_value=MOST_TESTS)
    hidden = forms.IntegerField(label="Hidden tests that pass now", min_value=0, max_value=MOST_TESTS)
    submissions = forms.IntegerField(
        label="How often you ran the hidden tests", min_value=0, max_value=MOST_SUBMISSIONS, initial=1
    )
    minutes = forms.IntegerField(label="Minutes", min_value=0, max_value=LONGEST_SECONDS // 60)

    @property
    def detail(self) -> dict[str, int]:
        values = self.cleaned_data
        kept = {name: values[name] for name in ("visible", "first", "hidden", "submissions")}
        return kept | {"seconds": values["minutes"] * 60}


class DrillGradeForm(forms.Form):
    review = forms.UUIDField()
    schedule = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION)  # its version
    quality = forms.TypedChoiceField(
        required=False, choices=[(quality, quality) for quality in range(6)], coerce=int, empty_value=None
    )
