"""What comes in by forms, checked."""

import uuid
import zoneinfo

from django import forms
from django.conf import settings

from cards.models import Learner


class SignupForm(forms.Form):
    """Added to allauth's own: the browser tells its time zone."""

    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-timezone": ""}))

    def clean_time_zone(self) -> str:
        # Filled in by the browser, not by the learner: what can't be used is left at UTC, to be changed in Settings.
        name = self.cleaned_data["time_zone"]
        return name if name in zoneinfo.available_timezones() else "UTC"

    def signup(self, request: object, learner: Learner) -> None:
        learner.time_zone = self.cleaned_data["time_zone"]
        learner.save(update_fields=["time_zone"])


class KeyForm(forms.Form):
    """A write of a learner: `key` is fresh in every form shown, the same on every retry."""

    key = forms.UUIDField()


class CardKeyForm(KeyForm):
    card = forms.IntegerField(min_value=1)


class GradeForm(forms.Form):
    review = forms.UUIDField()
    card = forms.IntegerField(min_value=1)
    quality = forms.IntegerField(min_value=0, max_value=5)
    version = forms.IntegerField(min_value=0)
    seconds = forms.IntegerField(min_value=0, required=False)

    def clean_seconds(self) -> int | None:
        seconds = self.cleaned_data["seconds"]
        return None if seconds is None else min(seconds, settings.LONGEST_REVIEW_SECONDS)


class UndoForm(forms.Form):
    undo = forms.UUIDField()


def fresh_key() -> str:
    """A key for a form that is about to be shown."""
    return str(uuid.uuid4())
