"""What the pages of decks are asked for in their addresses."""

from django import forms

from cards.forms.cards import SearchField, StateField, any_kind
from cards.queries.states import STATES


class CatalogueForm(forms.Form):
    """What the catalogue of decks is asked for."""

    company = forms.CharField(required=False, max_length=80)
    role = forms.CharField(required=False, max_length=80)
    stage = forms.CharField(required=False, max_length=20)
    topic = forms.CharField(required=False, max_length=80)


class DeckCardsForm(forms.Form):
    """What a deck's list of cards is asked for."""

    q = SearchField()
    topic = forms.CharField(required=False, max_length=80)
    stage = forms.CharField(required=False, max_length=20)
    skill = forms.CharField(required=False, max_length=80)
    item = forms.CharField(required=False, max_length=20)
    kind = forms.ChoiceField(required=False, choices=any_kind)
    state = StateField(STATES)
    page = forms.IntegerField(required=False, min_value=1, max_value=2_000)
    print = forms.IntegerField(required=False, min_value=1, max_value=1_000)


class FreeStudyForm(forms.Form):
    """Which cards are studied freely, in which order, and which of them is shown."""

    deck = forms.CharField(max_length=80)
    own = forms.BooleanField(required=False)
    topic = forms.CharField(required=False, max_length=80)
    stage = forms.CharField(required=False, max_length=20)
    shuffle = forms.IntegerField(required=False, min_value=0, max_value=999_999)
    n = forms.IntegerField(required=False, min_value=1, max_value=1_000)
