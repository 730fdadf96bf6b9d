"""What the pages of a rehearsed loop post."""

from typing import Any

from django import forms
from django.conf import settings

from cards.forms.keys import LARGEST_VERSION, KeyForm, WrittenForm
from cards.forms.practice import lines
from cards.queries.mocks import Round
from cards.scheduling import QUALITIES


class RoundForm(KeyForm):
    place = forms.IntegerField(min_value=0, max_value=99)


class TalkForm(RoundForm, WrittenForm):
    """What was said to each card of a talk, in fields `said.<card>`. Nothing has to be typed: it may be said aloud."""

    @property
    def said(self) -> dict[str, str]:
        return said_in(self.data)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(len(text) > settings.MOCK_CHARACTERS for text in self.said.values()):
            self.add_error(None, f"At most {settings.MOCK_CHARACTERS:,} characters an answer.")
        if any("\0" in text for text in self.said.values()):  # which PostgreSQL stores in no text
            self.add_error(None, "An answer holds a NUL character, which is no text.")
        return values


def said_in(posted: Any) -> dict[str, str]:
    fields = [name for name in posted if name.startswith("said.") and name[5:].isdecimal()]
    return {name[5:]: lines(posted[name]).strip() for name in fields[:99]}


class TalkGradeForm(forms.Form):
    """One of its cards, graded when the loop is over."""

    review = forms.UUIDField()
    card = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION)
    quality = forms.TypedChoiceField(choices=[(quality, quality) for quality in QUALITIES], coerce=int)


def typed_into(round_: Round, said: dict[str, str]) -> list[dict[str, Any]]:
    """The cards of a talk, each with what was typed."""
    return [{"asked": each, "said": said.get(str(each.card.pk), each.said)} for each in round_.talk]
