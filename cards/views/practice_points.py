"""The points missed most in all practice, and the session of cards that teach them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cards.queries.card import GRADE_NAMES
from cards.queries.holding import held_cards
from cards.queries.missed import lessons_of
from cards.queries.practice import points_missed
from cards.today import study_day_of


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The points missed most, by what they are about."""
    today = study_day_of(request)
    dimensions = points_missed(request.user, held_cards(request.user, today))
    lessons = lessons_of(request.user, today, dimensions)
    return render(request, "practice/points.html", {"dimensions": dimensions, "lessons": lessons})


@require_safe
def missed_cards(request: HttpRequest) -> HttpResponse:
    """The cards that teach what was missed, the weakest point first: to be asked, or what came of them today."""
    today = study_day_of(request)
    found = lessons_of(request.user, today, points_missed(request.user, held_cards(request.user, today)))
    if not found.lessons:
        return redirect("practice-points")
    rows = [(lesson, [GRADE_NAMES[quality] for quality in lesson.qualities]) for lesson in found.lessons]
    context = {"session": found.session, "recalled": found.recalled, "rows": rows, "today": today}
    return render(request, "practice/missed.html", context)
