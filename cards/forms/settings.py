"""The settings form, with its lists of zones and hours."""

from functools import cache, lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

from cards.forms.keys import KeyForm
from cards.models import Learner, Replanning
from cards.models.learner import check_time_zone, schedulers, time_zones

REGIONS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"
)  # fmt: skip
WEEKDAYS = list(enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
MOST_REST_DAYS = 2
FIELDS = (
    "time_zone", "rollover_hour", "new_per_day", "reviews_per_day", "minutes_per_day",
    "practice_minutes_per_week", "rest_days", "scheduler", "grades_shown",
    "show_intervals", "ticks_points", "reminder_hour",
)  # fmt: skip


@cache
def zones_by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones as a list to choose from: those named for a place, by region. Old names are still accepted."""
    by_region: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(time_zones()):
        region, _, place = name.partition("/")
        if region in by_region:
            by_region[region].append((name, place.replace("_", " ")))
    return [("Universal", [("UTC", "UTC")]), *by_region.items()]


def _zone_choices(current: str) -> list[tuple[str, list[tuple[str, str]]]]:
    listed = {name for _, zones in zones_by_region() for name, _ in zones}
    other = [] if not current or current in listed else [("Chosen", [(current, current)])]
    return [*other, *zones_by_region()]


class ZoneSelect(forms.Select):
    """Some hundred options. Django draws each by a template of its own, which took most of the page's time."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> str:
        written = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", written, _zone_options(str(value or "")))


@lru_cache(maxsize=64)
def _zone_options(chosen: str) -> str:
    groups = (
        (region, format_html_join("", "<option{}>{}</option>", (_option(name, place, chosen) for name, place in zones)))
        for region, zones in _zone_choices(chosen)
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _option(name: str, place: str, chosen: str) -> tuple[str, str]:
    return flatatt({"value": name, "selected": name == chosen}), place


def _number(label: str, least: int, most: int, **options: Any) -> forms.IntegerField:
    errors = {
        "invalid": "Enter a whole number.",
        "min_value": "Enter %(limit_value)s or more.",
        "max_value": "Enter %(limit_value)s or less.",
    }
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=errors, **options)


class SettingsForm(KeyForm):
    time_zone = forms.CharField(max_length=64, validators=[check_time_zone])
    rollover_hour = forms.TypedChoiceField(
        label="Your day ends at",
        choices=HOURS,
        coerce=int,
        help_text="What you study after midnight still counts for the day before, until this hour. With an hour after "
        "noon, the evening from then on counts for the next day.",
    )
    rest_days = forms.TypedMultipleChoiceField(
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="At most two. A rest day never breaks your streak, and counts if you study. "
        "A weekday is one from the day you choose it to the day you give it up.",
    )
    new_per_day = _number("New cards a day", 0, settings.MOST_PER_DAY)
    reviews_per_day = _number(
        "Reviews a day",
        0,
        settings.MOST_PER_DAY,
        help_text="Due cards above this number wait for the next day.",
    )
    minutes_per_day = _number(
        "Minutes a day",
        1,
        24 * 60,
        required=False,
        help_text="No more cards than fit at your own pace. Empty: no limit.",
    )
    practice_minutes_per_week = _number(
        "Minutes of practice a week",
        0,
        7 * 24 * 60,
        help_text="Design answers and other long ones, at most one a day. 0: none is offered.",
    )
    scheduler = forms.ChoiceField(
        label="What plans your cards",
        choices=schedulers,
        required=False,
        widget=forms.RadioSelect,
        help_text="Changing it plans every card afresh from all your reviews, which stay as they are; changing it back "
        "brings back what was there.",
    )
    grades_shown = forms.TypedChoiceField(
        label="Grades",
        choices=Learner.Grades.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Two are quicker to choose between; four plan a little better.",
    )
    ticks_points = forms.BooleanField(
        label="Tick the key points of a question, and grade by them",
        required=False,
        help_text="All said is Good, all but one Hard, without a critical one Again; every other grade is still there.",
    )
    show_intervals = forms.BooleanField(
        label="Show on each grade when the card comes back",
        required=False,
        help_text="Some people grade more honestly without it.",
    )
    reminder_hour = forms.TypedChoiceField(
        label="Mail me at",
        choices=[("", "Never"), *HOURS],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Only when cards are waiting and you have not studied, never on a rest day. A link in it stops it.",
    )

    def __init__(self, *args: Any, learner: Learner, wish: Replanning | None = None, **options: Any) -> None:
        initial = {field: getattr(learner, field) for field in FIELDS}
        if wish and not wish.has_failed:
            initial["scheduler"] = wish.scheduler
        initial |= {"rest_days": sorted(learner.weekdays_off), "rollover_hour": learner.rollover}
        super().__init__(*args, initial=initial, **options)
        self.learner, self.wish = learner, wish
        # A zone that is not in the list (an old name, or one with an error) is shown as it was given.
        self.fields["time_zone"].widget = ZoneSelect(attrs={"data-zone": ""})

    def clean_rest_days(self) -> list[int]:
        days = sorted(self.cleaned_data["rest_days"])
        if len(days) > MOST_REST_DAYS:
            raise forms.ValidationError("Choose at most two rest days.")
        return days

    def clean_scheduler(self) -> str:
        return self.cleaned_data["scheduler"] or self.initial["scheduler"]

    @property
    def values(self) -> dict[str, Any]:
        """The columns of Learner that the form sets."""
        return {field: self.cleaned_data[field] for field in FIELDS}


class SchedulerForm(KeyForm):
    """The scheduler alone: the one from before."""

    scheduler = forms.ChoiceField(choices=schedulers)
