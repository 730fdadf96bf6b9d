"""The first page: what prep is, for a visitor; what today holds, for a learner."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cards.forms.keys import KeyForm, fresh_key
from cards.models.statements import read_enrolled_decks, read_latest_days
from cards.queries.backlog import backlog_of, ways_back
from cards.queries.decks import built_in_deck
from cards.queries.holding import may_be_begun
from cards.queries.plans import plan_that_waits
from cards.queries.practice import practice_today
from cards.queries.progress import WEEK, week_of
from cards.queries.queue import queue_of, time_left
from cards.queries.readiness import planned_readiness
from cards.queries.spare_time import SPARE_MINUTES
from cards.queries.streaks import freezes_of
from cards.scheduling import DAYS_AHEAD
from cards.services.backlog import WAYS_BACK, come_back, waiting
from cards.services.reading import TooOften, reading
from cards.today import done_today, keep_days, study_day_of
from cards.views.actions import TOO_OFTEN, Refusal, attempt_long, refuse
from cards.views.pages import landing
from cards.views.partials import see_other

SUGGESTED_DECK = "stripe-backend"


@login_not_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return landing(request)
    learner, now = request.user, timezone.now()
    day = study_day_of(request)
    latest_days = read_latest_days(learner.pk, WEEK + DAYS_AHEAD)
    keep_days(request, latest_days)
    done = done_today(request)
    queue = queue_of(learner, day, done)
    decks = read_enrolled_decks(learner.pk)
    spread, is_free = learner.spread_out, learner.is_free_on(day)
    context = {
        "queue": queue,
        "done": done,
        "new_today": queue.new + (done.new if done else 0),
        "time_left": time_left(learner, queue),
        "week": week_of(latest_days, day),
        "greeting": greeting(timezone.localtime(now, learner.zone).hour),
        "day": day,
        "freezes": freezes_of(learner, reversed(latest_days), day, WEEK),
        "away": learner.away_on(day),
        "more_new": settings.MORE_NEW,
        "spread": spread,
        "spare_minutes": SPARE_MINUTES,
        "minutes_key": None if learner.pace else fresh_key(),
        "is_free": is_free,
        "tells_held": not is_free and (queue.due_held or (queue.new_held and not queue.left)),
        "may_rest": bool(queue.left) and not (spread and spread.is_limit),
        "practice": may_be_begun(learner, practice_today(learner, day, latest_days), day),
        "decks": decks,
        "backlog": None if learner.spread else backlog_of(learner, latest_days, queue, day),
        "track": planned_readiness(learner, day) if learner.pace else None,
        "waits": plan_that_waits(learner, decks, day) if learner.paced and not learner.pace else None,
        "first_deck": None if decks else built_in_deck(SUGGESTED_DECK),
    }
    return render(request, "today/today.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def backlog(request: HttpRequest) -> HttpResponse:
    """The ways back after days away: what each would do, and the one that is chosen."""
    if request.method != "POST":
        return _ways_back(request)
    form, how = KeyForm(request.POST), request.POST.get("how")
    if form.is_valid() and how in WAYS_BACK:
        result = attempt_long(request, come_back, how, key=form.cleaned_data["key"], now=timezone.now())
        if isinstance(result, Refusal):
            messages.error(request, result.detail)
    return see_other("today")


def _ways_back(request: HttpRequest) -> HttpResponse:
    learner, day = request.user, study_day_of(request)
    waits = None if learner.spread else waiting(learner, day)
    if waits is None:
        return redirect("today")
    try:
        with reading(learner, timezone.now()):
            context = {"ways": ways_back(learner, waits, day), "waits": waits}
    except TooOften:
        refusal = refuse(request, TOO_OFTEN)
        return render(request, "today/back.html", {"said": refusal.detail}, status=refusal.status)
    return render(request, "today/back.html", context)


def greeting(hour: int) -> str:
    if 4 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"
