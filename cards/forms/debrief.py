"""What a learner was asked in a real interview, a line each, as cards of their own."""

import re
from itertools import islice
from typing import Any

from django import forms

from cards.forms.cards import SourceField
from cards.forms.keys import KeyForm
from cards.kinds import KINDS, USUAL_KIND, Asked
from cards.models import Deck, Enrolment
from cards.services.cards import OwnDraft
from cards.services.decks import WEIGHTS

MOST_QUESTIONS, MOST_CHARACTERS = 30, 20_000  # at a time, whose drawing no worker notices
LONGEST_TITLE = 120
BULLET = re.compile(r"^(?:[-*•]|\d{1,2}[.)])(?:\s+|$)")
ANSWER = re.compile(r"(?:^|\s+)::(?:\s+|$)")
"""With spaces around it: code has it without."""
UNANSWERED = "*Nothing yet.* Edit this card: what would you say now?"


def deck_title(deck: Deck) -> str:
    """What the learner's own deck is called that takes what was asked."""
    return f"Asked: {deck.title}"[:LONGEST_TITLE]


class DebriefForm(KeyForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    stage = forms.ChoiceField(required=False, label="In which round")
    asked = SourceField(
        rows=8,
        required=True,
        max_length=MOST_CHARACTERS,
        label="What I was asked",
        help_text="One question a line. If you know what you would say now, write it behind “ :: ” on the same line.",
    )

    def __init__(self, deck: Deck, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.deck = deck
        self.fields["asked"].error_messages["max_length"] = f"At most {MOST_CHARACTERS:,} characters at a time."
        titles = [(stage["slug"], stage["title"]) for stage in deck.about.get("stages", [])]
        self.fields["stage"].choices = [("", "Any, or several"), *titles]
        self.drafts: list[OwnDraft] = []

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        asked: dict[str, int] = {}  # with the number of the line; the same twice is one question
        for number, line in enumerate(values.get("asked", "").split("\n"), start=1):
            if question := BULLET.sub("", line.strip(), count=1):
                asked.setdefault(question, number)
        if "asked" in self.errors:
            return values
        if not asked:
            self.add_error("asked", "Write down at least one question.")
        if len(asked) > MOST_QUESTIONS:
            self.add_error("asked", f"These are {len(asked):,} questions. Send {MOST_QUESTIONS} at a time.")
        for line, number in islice(asked.items(), MOST_QUESTIONS):
            self._read(line, number, values.get("stage", ""))
        return values

    def _read(self, line: str, number: int, stage: str) -> None:
        """Keep the line as a card, or say what is wrong with it."""
        question, *rest = ANSWER.split(line, maxsplit=1)
        answer = rest[0].strip() if rest else ""
        kind = KINDS[USUAL_KIND]
        content = kind.takes(Asked(question, answer or UNANSWERED))
        for flaw in kind.check(content):
            self.add_error("asked", f"Line {number}: the {flaw.field} {flaw.message}.")
        self.drafts.append(OwnDraft(kind=kind.name, content=content, stage=stage, new_deck=deck_title(self.deck)))


class WeightsForm(KeyForm):
    """How much each round of the loop weighs, in fields `weight.<stage>`."""

    def __init__(self, deck: Deck, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for stage in deck.about.get("stages", []):
            usual = stage.get("weight", 1)
            choices = [(weight, f"{weight} (as the track has it)" if weight == usual else weight) for weight in WEIGHTS]
            self.fields[f"weight.{stage['slug']}"] = forms.TypedChoiceField(
                choices=choices, coerce=int, label=stage["title"], required=False, empty_value=usual
            )

    @property
    def weights(self) -> dict[str, int]:
        return {name[7:]: value for name, value in self.cleaned_data.items() if name.startswith("weight.")}

    @property
    def rounds(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("weight.")]


def weights_form(deck: Deck, enrolment: Enrolment) -> WeightsForm:
    weights = {f"weight.{stage['slug']}": stage["weight"] for stage in enrolment.stages}
    return WeightsForm(deck, initial=weights)
