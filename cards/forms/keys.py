"""The keys that writes carry, and numbers that come as text."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import BigAutoField

from cards.kinds.detail import LONGEST_SECONDS

LARGEST_VERSION = 2**31 - 1


class KeyForm(forms.Form):
    """A write of a learner: `key` is fresh in every form shown, the same on every retry."""

    key = forms.UUIDField()


class PartForm(KeyForm):
    """For a write about all the cards that a list finds. `part` is what the list is asked for, as in its address."""

    part = forms.CharField(max_length=settings.QUERY_CHARACTERS)


class FreeKeyForm(forms.Form):
    """For writes that are the same however often they are done: a program that posts one may leave the key out."""

    key = forms.UUIDField(required=False)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class CardKeyForm(KeyForm):
    card = forms.IntegerField(min_value=1, max_value=BigAutoField.MAX_BIGINT)


class WrittenForm(forms.Form):
    """What a page keeps as it is typed: which page wrote it, and what that knew of what others wrote."""

    writer = forms.UUIDField()
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION)
    seconds = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_SECONDS)

    @property
    def page(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in ("writer", "version", "seconds")}


class AttemptForm(WrittenForm):
    """The same of a page about one attempt: what was typed there changes no later attempt at the card."""

    attempt = forms.UUIDField(required=False)  # its key; a page that was opened before an upgrade has none

    @property
    def page(self) -> dict[str, Any]:
        return super().page | {"attempt_key": self.cleaned_data.get("attempt")}


def fresh_key() -> str:
    """A key for a form that is about to be shown."""
    return str(uuid.uuid4())


def number_in(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 19 else None
