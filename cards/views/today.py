"""The first page: what prep is, for a visitor; what today holds, for a learner."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards.models import Deck, Enrolment
from cards.queries.progress import week_of
from cards.queries.queue import minutes_left, queue_of
from cards.views.pages import landing
from cards.views.review import today_of

FIRST_DECK = "stripe-backend"


@login_not_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return landing(request)
    learner, now = request.user, timezone.now()
    day = learner.study_day(now)
    done = today_of(request, day)
    queue = queue_of(learner, day, done)
    enrolments = list(Enrolment.objects.filter(learner=learner).select_related("deck").order_by("deck__position"))
    context = {
        "queue": queue,
        "done": done,
        "minutes": minutes_left(learner, queue),
        "week": week_of(learner, day),
        "greeting": greeting(timezone.localtime(now, learner.zone).hour),
        "day": day,
        "enrolments": enrolments,
        "first_deck": None if enrolments else Deck.objects.visible_to(learner).filter(slug=FIRST_DECK).first(),
    }
    return render(request, "today/today.html", context)


def greeting(hour: int) -> str:
    if 4 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"
