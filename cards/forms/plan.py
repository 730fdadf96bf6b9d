"""A plan for an interview as it comes in: one day or one for each stage, and the minutes of each weekday."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from cards.forms.keys import KeyForm
from cards.forms.settings import WEEKDAYS
from cards.models import Deck, Learner, Topic
from cards.queries.plans import FURTHEST_DAYS, Draft
from cards.stages import STAGES, stage_title

USUAL_MINUTES = 30
MORE_MINUTES = 15
LONGEST = 16 * 60  # minutes of a day that anybody can study


class PlanForm(KeyForm):
    """`today`: the learner's study day. `minutes`: those by weekday that count now, of whichever plan. The key is not
    needed to look at what a plan would come to.
    """

    key = forms.UUIDField(required=False)
    day = forms.DateField(
        label="Day of the interview",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day, such as 2026-12-11."},
    )

    def __init__(
        self,
        *args: Any,
        learner: Learner,
        deck: Deck,
        plan: Draft | None,
        minutes: Sequence[int] | None = None,
        today: date,
        **options: Any,
    ) -> None:
        self.deck, self.today, self.plan = deck, today, plan
        self.stages = {stage["slug"]: stage.get("title") or stage_title(stage["slug"]) for stage in stages_of(deck)}
        super().__init__(*args, initial=self._initial(learner, minutes), **options)
        for slug, title in self.stages.items():
            self.fields[f"day-{slug}"] = forms.DateField(
                label=title,
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": "Enter a day, such as 2026-12-11."},
            )
        for weekday, name in WEEKDAYS:
            self.fields[f"minutes-{weekday}"] = forms.IntegerField(
                label=name[:3],
                min_value=0,
                max_value=LONGEST,
                error_messages={
                    "required": f"Enter the minutes that you have on a {name}, 0 for none.",
                    "invalid": "Enter a whole number.",
                    "min_value": "Enter 0 or more.",
                    "max_value": "Enter %(limit_value)s or less.",
                },
            )

    def _initial(self, learner: Learner, minutes: Sequence[int] | None) -> dict[str, Any]:
        usual = learner.minutes_per_day or USUAL_MINUTES
        minutes = minutes or [0 if weekday in learner.weekdays_off else usual for weekday in range(7)]
        days = self.plan.days if self.plan else {}
        initial: dict[str, Any] = {f"minutes-{weekday}": number for weekday, number in enumerate(minutes)}
        one = set(days.values())
        if len(one) == 1 and set(days) == set(self.stages):
            return initial | {"day": one.pop()}
        return initial | {f"day-{stage}": day for stage, day in days.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # One of several may have passed: its stage is not paced any more, and the others go on.
        is_over = all(day < self.today for day in self.days.values())
        for name in ("day", *(f"day-{slug}" for slug in self.stages)):
            day = cleaned.get(name)
            if day and day < self.today and is_over:
                self.add_error(name, "This day has passed.")
            elif day and day > self.today + timedelta(days=FURTHEST_DAYS):
                self.add_error(name, "A plan leads at most a year ahead.")
        if not self.errors:
            if not self.days:
                self.add_error("day", "Say when the interview is, or below when a stage of it is.")
            if not any(self.minutes):
                self.add_error(None, "Give at least one weekday some minutes.")
        return cleaned

    @property
    def days(self) -> dict[str, date]:
        """By stage: its own day, or that of the interview."""
        chosen = self.cleaned_data
        found = {slug: chosen.get(f"day-{slug}") or chosen.get("day") for slug in self.stages}
        return {slug: day for slug, day in found.items() if day}

    @property
    def passed(self) -> list[str]:
        """The titles of the stages whose day has passed."""
        days = self.days if self.is_bound else self.plan.days if self.plan else {}
        return [title for slug, title in self.stages.items() if days.get(slug, self.today) < self.today]

    @property
    def minutes(self) -> list[int]:
        return [self.cleaned_data[f"minutes-{weekday}"] for weekday in range(7)]

    @property
    def draft(self) -> Draft:
        is_same = self.plan and self.plan.days == self.days
        return Draft(self.deck, self.days, self.minutes, self.plan.starts_on if self.plan and is_same else self.today)

    @property
    def fields_of_stages(self) -> list[forms.BoundField]:
        return [self[f"day-{slug}"] for slug in self.stages]

    @property
    def fields_of_weekdays(self) -> list[forms.BoundField]:
        return [self[f"minutes-{weekday}"] for weekday in range(7)]

    @property
    def has_days_of_stages(self) -> bool:
        return any(field.value() or field.errors for field in self.fields_of_stages)


class TodayForm(KeyForm):
    """What becomes of today: more minutes, none, the plan's own, or what it was before the last press."""

    CHOICES = {"more": MORE_MINUTES, "none": None, "planned": 0}
    minutes = forms.ChoiceField(choices=[(name, name) for name in (*CHOICES, "undo")])

    @property
    def is_undo(self) -> bool:
        return self.cleaned_data["minutes"] == "undo"

    @property
    def extra(self) -> int | None:
        return self.CHOICES[self.cleaned_data["minutes"]]


class TopicsForm(forms.Form):
    """Topics, by their slugs, that the plan is to leave out or to ask again: buttons of the plan's own form.

    Its key is one of its own, as that of the plan is still to be used.
    """

    topics_key = forms.UUIDField()
    leave = forms.CharField(required=False)
    ask = forms.CharField(required=False)

    changed: Sequence[str] = ()  # of those, which were not so before: what undo takes back

    def __init__(self, *args: Any, topics: Iterable[Topic], **options: Any) -> None:
        super().__init__(*args, **options)
        self.titles = {topic.slug: topic.title for topic in topics}

    def clean(self) -> dict[str, Any]:
        chosen = set(self.slugs)
        if not chosen or not chosen <= self.titles.keys():
            raise forms.ValidationError("These are no topics of the track.")
        return self.cleaned_data

    @property
    def is_left(self) -> bool:
        return bool(self.cleaned_data.get("leave"))

    @property
    def slugs(self) -> list[str]:
        said = self.cleaned_data.get("leave") or self.cleaned_data.get("ask") or ""
        return sorted(set(said.split(",")))

    @property
    def named(self) -> list[str]:
        return [self.titles[slug] for slug in self.changed]

    @property
    def back(self) -> str:
        """What the button is called that undoes it."""
        return "ask" if self.is_left else "leave"


def stages_of(deck: Deck) -> list[dict[str, Any]]:
    """The stages of a track's loop; those of any, where it says nothing of them."""
    stages = deck.about.get("stages", []) if isinstance(deck.about, dict) else []
    known = [stage for stage in stages if isinstance(stage, dict) and stage.get("slug") in STAGES]
    return known or [{"slug": slug, "title": title} for slug, title in STAGES.items()]
