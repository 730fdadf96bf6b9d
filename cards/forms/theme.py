"""The switch between light and dark."""

from django import forms

from cards.addresses import page_at
from cards.forms.keys import FreeKeyForm
from cards.models import Learner


class ThemeForm(FreeKeyForm):
    theme = forms.ChoiceField(choices=Learner.Theme.choices)
    next = forms.CharField(required=False)

    def clean_next(self) -> str:
        """The page it stands on, within this site."""
        address = self.cleaned_data["next"]
        is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
        return page_at(address) if is_ours else "/"
