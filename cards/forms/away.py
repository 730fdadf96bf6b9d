"""Days away as they come in: the first and the last of them."""

from datetime import date, timedelta
from typing import Any

from django import forms

from cards.models.learner import Stretch
from cards.queries.plans import FURTHEST_DAYS


class AwayForm(forms.Form):
    """`today`: the learner's study day. Looking at what days away would do needs no key."""

    key = forms.UUIDField(required=False)
    first = forms.DateField(
        label="First day away",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day, such as 2026-12-11.", "required": "Say when you leave."},
    )
    last = forms.DateField(
        label="Last day away",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Empty: that one day.",
        error_messages={"invalid": "Enter a day, such as 2026-12-11."},
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and first < self.today:
            self.add_error("first", "This day has passed: days away are said before they come.")
        furthest = self.today + timedelta(days=FURTHEST_DAYS)
        for name in ("first", "last"):
            day = cleaned.get(name)
            if day and day > furthest:
                self.add_error(name, "Days away can be said a year ahead.")
        if first and last and last < first:
            self.add_error("last", "This is before the first day.")
        return cleaned

    @property
    def stretch(self) -> Stretch:
        first = self.cleaned_data["first"]
        return first, self.cleaned_data["last"] or first
