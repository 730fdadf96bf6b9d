"""Pages for everybody: what prep is, with a card to try, and what it does with one's data."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cards.models import Card, Learner
from cards.scheduling import GOOD, Outcomes, State
from cards.today import study_day_of
from cards.views.review import Grade, grades_of

TRIAL_DECK, TRIAL_CARD = "money", "idem-why-needed"


@dataclass(frozen=True)
class TrialGrade:
    """A grade button of the card to try. `later` are the intervals that follow if the card is known from then on."""

    grade: Grade
    later: list[int]


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What prep is, with a card to try. Without the built-in decks there is no card, and the page says the rest."""
    card = Card.objects.filter(
        deck__owner=None, deck__slug=TRIAL_DECK, key=TRIAL_CARD, status=Card.Status.ACTIVE
    ).first()
    nobody, today = Learner(), study_day_of(request)
    grades = [TrialGrade(grade, _later(nobody, grade.quality, today)) for grade in grades_of(nobody, State(), today)]
    return render(request, "pages/landing.html", {"card": card, "grades": grades})


def _later(learner: Learner, quality: int, today: date) -> list[int]:
    state = Outcomes(learner.planner, State(), today).after(quality)
    intervals = []
    for _ in range(3):
        state = Outcomes(learner.planner, state, state.due).after(GOOD)
        intervals.append(state.interval)
    return intervals


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@login_not_required
@require_safe
def keyboard(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/keyboard.html")
