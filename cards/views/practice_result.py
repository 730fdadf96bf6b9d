"""What came of a practice: the last answer held against its rubric."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cards.queries.ladders import ladder_of
from cards.queries.practice import answers_to, teachers_of, under_way
from cards.queries.rehearsals import rehearsal_with
from cards.services.suspending import last_review
from cards.today import study_day_of
from cards.views.practice import found, written
from cards.views.withheld import to_the_loop


@require_safe
def result(request: HttpRequest, key: str) -> HttpResponse:
    """The last answer, what it missed, the model answer, and what is asked next."""
    schedule = found(request, key)
    if loop := to_the_loop(request, schedule.card):
        return loop
    if under_way(request.user, schedule.card):
        return redirect("practise", key)
    answers = answers_to(request.user, schedule.card)
    if not answers:
        return redirect("practise", key)
    context = {
        "schedule": schedule,
        "card": schedule.card,
        "answers": answers,
        "last": answers[0],
        "can_undo": last_review(request.user) == answers[0].review,
        "detail": answers[0].review.detail or {},
        "written": written(answers[0].review.detail or {}),
        "teachers": teachers_of(point["card"] for point in schedule.card.content["rubric"]),
        "rehearsal": rehearsal_with(request.user, answers[0].review.key),
        "ladder": ladder_of(request.user, schedule.card),
        "today": study_day_of(request),
    }
    return render(request, "practice/result.html", context)
