"""Where a learner begins with a deck: what comes first, what they know already, and how much a day."""

from typing import Any

from django import forms
from django.conf import settings

from cards.forms.keys import KeyForm
from cards.models import Learner, Topic
from cards.scheduling.order import Part
from cards.stages import stage_title

FIRST, KNOWN = "first", "known"
CHOICES = [("", "As it comes"), (FIRST, "First"), (KNOWN, "I know it")]


class StartForm(KeyForm):
    new_per_day = forms.IntegerField(
        label="New cards a day",
        min_value=0,
        max_value=settings.MOST_PER_DAY,
        error_messages={
            "invalid": "Enter a whole number.",
            "min_value": "Enter %(limit_value)s or more.",
            "max_value": "Enter %(limit_value)s or less.",
        },
    )

    def __init__(self, *args: Any, learner: Learner, stages: list[str], topics: list[Topic], **options: Any) -> None:
        super().__init__(*args, initial={"new_per_day": learner.new_per_day}, **options)
        self.stages = {stage: f"stage-{stage}" for stage in stages}
        self.topics = {topic.slug: f"topic-{topic.slug}" for topic in topics}
        labels = [(stage, "stages", name, stage_title(stage)) for stage, name in self.stages.items()]
        labels += [(topic.slug, "topics", self.topics[topic.slug], topic.title) for topic in topics]
        for slug, kind, name, label in labels:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=CHOICES, required=False, widget=forms.RadioSelect
            )
            is_known, is_first = (slug in getattr(part, kind) for part in (learner.known, learner.beginning))
            self.initial[name] = KNOWN if is_known else FIRST if is_first else ""

    def part(self, choice: str) -> Part:
        """The stages and topics for which this was chosen, without what could not be read."""
        chosen = getattr(self, "cleaned_data", self.initial) if self.is_bound else self.initial
        stages, topics = (
            frozenset(slug for slug, name in names.items() if chosen.get(name) == choice)
            for names in (self.stages, self.topics)
        )
        return Part(stages, topics)

    @property
    def part_of_all(self) -> Part:
        """What the form asks about: other choices of the learner, made at other decks, stay."""
        return Part(frozenset(self.stages), frozenset(self.topics))

    @property
    def has_chosen_topics(self) -> bool:
        """Whether the list of topics has something to show at once."""
        return any(row.value() or row.errors for row in self.rows_of_topics)

    @property
    def rows_of_stages(self) -> list[forms.BoundField]:
        return [self[name] for name in self.stages.values()]

    @property
    def rows_of_topics(self) -> list[forms.BoundField]:
        return [self[name] for name in self.topics.values()]
