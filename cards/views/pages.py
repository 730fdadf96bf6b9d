"""Pages for everybody: what prep is, with a card to try, and what it does with one's data."""

from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cards.models import Learner
from cards.queries.deck_cards import built_in_card
from cards.scheduling import Outcomes, State
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
    card = built_in_card(TRIAL_CARD, TRIAL_DECK)
    nobody, today = Learner(), study_day_of(request)
    outcomes = Outcomes(nobody.planner, State(), today)
    grades = [
        TrialGrade(grade, list(islice(outcomes.following(grade.quality), 3)))
        for grade in grades_of(nobody, State(), today)
    ]
    return render(request, "pages/landing.html", {"card": card, "grades": grades})


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
