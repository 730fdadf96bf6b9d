"""A story as it is typed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings

from cards.forms.keys import KeyForm
from cards.forms.practice import lines
from cards.kinds.points import is_something
from cards.markdown import excess
from cards.models import Card
from cards.stories import NOTES, PURPOSES, SCOPES, STATED, USUAL_PURPOSE, Part

TITLE_CHARACTERS = 100


class PurposeForm(forms.Form):
    """What a new story is asked for in its address: what it is for, and the question that it is to answer."""

    purpose = forms.ChoiceField(required=False, choices=[(name, each.label) for name, each in PURPOSES.items()])
    question = forms.CharField(required=False, max_length=100)


class VersionForm(KeyForm):
    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class StoryForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    title = forms.CharField(max_length=TITLE_CHARACTERS, help_text="What you call it: The double payout.")

    def __init__(
        self,
        *arguments: Any,
        purpose: str = USUAL_PURPOSE,
        questions: Iterable[Card] = (),
        before: Iterable[str] = (),
        **options: Any,
    ) -> None:
        """`questions`: those that it can be said to answer; `before`: the keys of those that it was said to answer."""
        super().__init__(*arguments, **options)
        self.purpose = PURPOSES[purpose]
        for part in self.purpose.parts:
            self.fields[part.name] = _text(part)
        if not self.purpose.shows:
            self.fields["scope"] = forms.ChoiceField(
                label="Scope",
                choices=SCOPES.items(),
                initial="own",
                widget=forms.RadioSelect,
                help_text="Senior rounds expect a team’s, staff rounds an organisation’s.",
            )
            self.fields["competencies"] = _several("What it shows", STATED.items())
        for part in NOTES:
            self.fields[part.name] = _text(part)
        cards = list(questions)
        self.unseen = sorted(set(before) - {card.key for card in cards})  # of a deck that is paused: they stay
        if cards:
            choices = [(card.key, card.title) for card in cards]
            self.fields["questions"] = _several("Questions that it is your first choice for", choices)

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if not is_something(title):
            raise forms.ValidationError("Give the story a title that can be seen.")
        return title

    @property
    def told(self) -> list[forms.BoundField]:
        return [self[part.name] for part in self.purpose.parts]

    @property
    def about(self) -> list[forms.BoundField]:
        """What is ticked of it."""
        return [self[name] for name in ("scope", "competencies") if name in self.fields]

    @property
    def asked(self) -> forms.BoundField | None:
        """The questions that it can be the first choice for, where there are some."""
        return self["questions"] if "questions" in self.fields else None

    @property
    def notes(self) -> list[forms.BoundField]:
        return [self[part.name] for part in NOTES]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        texts = [values.get(part.name, "") for part in (*self.purpose.parts, *NOTES)]
        characters = sum(map(len, texts))
        if len(values.get("questions", [])) > settings.STORY_QUESTIONS:
            self.add_error("questions", f"At most {settings.STORY_QUESTIONS}.")
        if characters > settings.STORY_CHARACTERS:
            most = f"a story can have {settings.STORY_CHARACTERS:,} in all its fields"
            self.add_error(None, f"These are {characters:,} characters; {most}. A story of three minutes has 2,500.")
        problem = excess("\n\n".join(texts))
        if problem:
            self.add_error(None, f"The story {problem}.")
        return values

    @property
    def content(self) -> dict[str, Any]:
        """What is stored of a sound form."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "version") and value}
        questions = [*kept.pop("questions", []), *self.unseen]
        return kept | ({"questions": questions} if questions else {})

    def typed(self) -> dict[str, Any]:
        """What stands in the fields now, sound or not: enough to count its words."""
        return {part.name: lines(self.data.get(part.name, "")) for part in self.purpose.parts}


class _Text(forms.CharField):
    def to_python(self, value: Any) -> str:
        return lines(super().to_python(value))


def _text(part: Part) -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": part.rows, "spellcheck": "true", "dir": "auto"})
    return _Text(label=part.label, required=False, strip=True, widget=rows, help_text=part.help)


def _several(label: str, choices: Iterable[tuple[str, str]]) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, required=False, choices=list(choices), widget=widget)
