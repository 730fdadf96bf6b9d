"""The plan for an interview: what it asks each day and where it leads, before it is agreed on and after."""

from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cards.addresses import action
from cards.charts import BarChart, Item, bar_chart
from cards.forms.keys import FreeKeyForm, fresh_key
from cards.forms.plan import PlanForm, TodayForm, TopicsForm
from cards.models import Deck, Plan
from cards.queries.decks import built_in_tracks, enrolment_of, parts_of, stages_and_topics, studied_tracks, topics_known
from cards.queries.new_cards import current_plans
from cards.queries.outlooks import Outlook, outlook
from cards.queries.plans import Draft, Paced, last_change, not_paused, paced_cards, practice_load
from cards.queries.readiness import TrackReadiness, readiness_of
from cards.services.decks import leave_out, take_in
from cards.services.plans import agree_on_plan, change_today, end_plan, tell_today, undo_plan, undo_today
from cards.services.reading import TooOften, reading
from cards.today import study_day_of
from cards.views.actions import TOO_OFTEN, Refusal, attempt_long, refuse
from cards.views.errors import or_404
from cards.views.partials import render_part, see_other, wants_part

LABELS = 6  # on the axis of the chart
TEMPLATE = "plan/plan.html"


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    page = _Page(request)
    if page.deck is None:
        return page.withdrawn_page()
    if request.method != "POST":
        return page.shown()
    if not page.form.is_valid():
        return page.shown(status=422)
    key = FreeKeyForm(request.POST)
    if not key.is_valid():
        return page.shown(status=422)
    draft = page.form.draft
    options = {"key": key.cleaned_data["key"], "now": timezone.now()}
    result = attempt_long(request, agree_on_plan, draft.deck, draft.days, draft.minutes, **options)
    if isinstance(result, Refusal):
        return page.shown(said=result.detail, status=result.status)
    messages.success(request, "Agreed. Today asks for its share, and every day from now on is worked out afresh.")
    return see_other(f"/plan/?deck={draft.deck.slug}")


@action
def look(request: HttpRequest) -> HttpResponse:
    """What a plan would come to; nothing is stored."""
    page = _Page(request)
    if page.deck is None:
        return page.withdrawn_page()
    return page.shown(status=200 if page.form.is_valid() else 422)


@action
def end(request: HttpRequest) -> HttpResponse:
    form = FreeKeyForm(request.POST)
    # Compared here: PostgreSQL takes no text with a NUL in it. A track may have been retired since.
    decks = [*built_in_tracks(), *(plan.deck for plan in current_plans(request.user))]
    deck = or_404(next((deck for deck in decks if deck.slug == request.POST.get("deck")), None))
    key = form.cleaned_data["key"] if form.is_valid() else None
    if key is None:
        return see_other("plan")
    result = attempt_long(request, end_plan, deck, key=key, now=timezone.now())
    if isinstance(result, Refusal):
        messages.error(request, result.detail)
    else:
        messages.success(request, "The plan is over: your cards come as usual, and what you learned stays.")
    return see_other("plan" if deck.is_retired else f"/plan/?deck={deck.slug}")


@action
def undo(request: HttpRequest) -> HttpResponse:
    form = FreeKeyForm(request.POST)
    if not form.is_valid():
        return see_other("plan")
    result = attempt_long(request, undo_plan, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(result, Refusal):
        messages.error(request, result.detail)
    else:
        messages.success(
            request, "Taken back: the plan is as it was before." if result else "Nothing was to be undone."
        )
    return see_other("plan")


@action
def today(request: HttpRequest) -> HttpResponse:
    """More minutes for today, or none; or the last press taken back."""
    form = TodayForm(request.POST)
    if not form.is_valid():
        return see_other("today")
    options = {"key": form.cleaned_data["key"], "now": timezone.now()}
    if form.is_undo:
        result = attempt_long(request, undo_today, **options)
    else:
        result = attempt_long(request, change_today, form.extra, **options)
    if isinstance(result, Refusal):
        messages.error(request, result.detail)
    return see_other("today")


@action
def topics(request: HttpRequest) -> HttpResponse:
    """Leave topics out of what is asked, or ask them again, and show what the plan that was typed comes to then."""
    page = _Page(request)
    if page.deck is None:
        return page.withdrawn_page()
    _, offered = stages_and_topics(parts_of(page.deck))
    form = TopicsForm(request.POST, topics=offered)
    if not form.is_valid():
        return see_other(f"/plan/?deck={page.deck.slug}")
    options = {"key": form.cleaned_data["topics_key"], "now": timezone.now()}
    result = attempt_long(request, leave_out if form.is_left else take_in, form.slugs, **options)
    if isinstance(result, Refusal):
        return page.shown(said=result.detail, status=result.status)
    form.changed = result
    return page.shown(changed=form, status=200 if page.form.is_valid() else 422)


@dataclass(frozen=True)
class Outcome:
    """What the page tells of a plan."""

    expected: Outlook | None
    chart: BarChart | None
    practice: object
    said: str = ""  # why there is nothing to tell


class _Page:
    def __init__(self, request: HttpRequest) -> None:
        self.request, self.learner, self.today = request, request.user, study_day_of(request)
        self.plans = current_plans(self.learner)
        self.withdrawn = [plan.deck for plan in self.plans if plan.deck.is_retired]
        self.tracks = built_in_tracks()
        self.slug = request.POST.get("deck") or request.GET.get("deck")
        self.deck = self._deck(self.slug)
        if self.deck is None:
            return
        self.agreed = next((plan for plan in self.plans if plan.deck_id == self.deck.pk), None)
        draft = Draft.of(self.agreed) if self.agreed else None
        # A learner has one day, however many plans: its minutes are those that were agreed on last.
        minutes = self.plans[0].minutes_by_weekday if self.plans else None
        self.draft = replace(draft, minutes=minutes) if draft else None
        self.is_paused = self.agreed is not None and not not_paused(self.learner, [self.agreed])
        self.is_in_force = self.agreed is not None and not self.is_paused and request.method != "POST"
        self.form = PlanForm(
            request.POST or None,
            learner=self.learner,
            deck=self.deck,
            plan=self.draft,
            minutes=minutes,
            today=self.today,
        )

    def _deck(self, slug: str | None) -> Deck | None:
        """None: there is none to plan for, or the one that was is no longer offered."""
        if slug and slug not in {deck.slug for deck in self.withdrawn}:
            return or_404(next((deck for deck in self.tracks if deck.slug == slug), None))
        if slug or not self.tracks:
            return None
        nearest = {plan.deck_id: self._next_day(plan) for plan in self.plans}
        nearest = nearest or dict.fromkeys(studied_tracks(self.learner), date.max)
        found = [deck for deck in self.tracks if deck.pk in nearest]
        return min(found, key=lambda deck: nearest[deck.pk], default=self.tracks[0])

    def _next_day(self, plan: Plan) -> date:
        return min((day for day in plan.days_by_stage.values() if day >= self.today), default=date.max)

    def withdrawn_page(self) -> HttpResponse:
        can_undo = last_change(self.learner) is not None
        if not self.withdrawn and not can_undo:
            return redirect("decks")  # which says what to do about it
        if self.request.method == "POST":
            messages.error(self.request, "This track is no longer offered: nothing was agreed on.")
        if self.slug:
            return see_other("plan")
        return render(self.request, "plan/withdrawn.html", {"withdrawn": self.withdrawn, "can_undo": can_undo})

    def shown(self, said: str = "", status: int = 200, changed: TopicsForm | None = None) -> HttpResponse:
        refusal = None
        try:
            outcome = self._outcome()
        except TooOften:
            refusal = refuse(self.request, TOO_OFTEN)
            outcome, status = Outcome(None, None, None, refusal.detail), refusal.status
        context = {
            "deck": self.deck,
            "others": [deck for deck in self.tracks if deck != self.deck],
            "form": self.form,
            "said": said,
            "agreed": self.agreed,
            "withdrawn": self.withdrawn,
            "is_over": self.agreed and any(day <= self.today for day in self.agreed.days_by_stage.values()),
            "pace": self.learner.pace,
            "outcome": outcome,
            "is_paused": self.is_paused and self.request.method != "POST",
            "is_in_force": self.is_in_force,
            "changed": changed,
            "left_out": topics_known(self.learner, self.deck),
            "track": self._readiness() if not wants_part(self.request) and self.agreed else None,
            "can_undo": last_change(self.learner) is not None,
            "today": self.today,
            "key": self.request.POST.get("key") if status == 200 and self.form.is_bound else fresh_key(),
        }
        return render_part(self.request, TEMPLATE, "outcome", context, status=status)

    def _cards(self, draft: Draft) -> list[Paced]:
        """Those that Today is paced by."""
        return paced_cards(self.learner, [draft, *self._others()], self.today)

    def _others(self) -> list[Draft]:
        return [Draft.of(plan) for plan in not_paused(self.learner, self.plans) if plan.deck_id != self.deck.pk]

    def _readiness(self) -> TrackReadiness:
        days, enrolment = Draft.of(self.agreed).days, enrolment_of(self.learner, self.deck)
        return readiness_of(self.learner, self.deck, self.today, days, enrolment=enrolment)

    def _outcome(self) -> Outcome:
        draft = self.draft
        if self.form.is_bound:
            draft = self.form.draft if self.form.is_valid() else None
        if draft is None:
            return Outcome(None, None, None)
        others = self._others()
        with reading(self.learner, timezone.now()):
            cards = self._cards(draft) if self.is_in_force else None
            expected = outlook(self.learner, [draft, *others], self.today, is_asked=True, cards=cards or None)
        if cards and expected:
            tell_today(self.learner, expected)
        practice = practice_load(self.learner, self.deck)
        if expected is None:
            return Outcome(None, None, practice, "No card has a day to come: they come as usual. Good luck.")
        return Outcome(expected, minutes_chart(expected), practice)


def minutes_chart(expected: Outlook) -> BarChart:
    step = max(1, len(expected.days) // LABELS)
    items = [
        Item(
            f"{day.day:%A, %-d %B}",
            f"{day.day:%-d %b}" if place % step == 0 else "",
            (round(day.seconds / 60),),
        )
        for place, day in enumerate(expected.days)
    ]
    return bar_chart(items, "Minutes a day", width=620, height=180)
