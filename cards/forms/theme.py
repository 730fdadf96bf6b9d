"""The switch between light and dark."""

from django import forms

from cards.addresses import page_of_form
from cards.forms.keys import FreeKeyForm
from cards.models import Learner


class ThemeForm(FreeKeyForm):
    theme = forms.ChoiceField(choices=Learner.Theme.choices)
    next = forms.CharField(required=False)

    def clean_next(self) -> str:
        """The page it stands on, within this site."""
        return page_of_form(self.cleaned_data["next"])
