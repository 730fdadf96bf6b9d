"""The points missed most in all practice, and the cards that teach them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cards.forms.keys import number_in
from cards.models import Card, Schedule
from cards.queries.practice import points_missed
from cards.today import study_day_of


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The points missed most, by what they are about."""
    dimensions = points_missed(request.user)
    teachers = {each.teacher.key for dimension in dimensions for each in dimension.missed if each.teacher}
    return render(request, "practice/points.html", {"dimensions": dimensions, "teachers": len(teachers)})


@require_safe
def missed_cards(request: HttpRequest) -> HttpResponse:
    """The cards that teach what was missed, one after the other, the weakest point first."""
    teachers = dict.fromkeys(
        each.teacher.pk for dimension in points_missed(request.user) for each in dimension.missed if each.teacher
    )
    ids = list(teachers)
    if not ids:
        return redirect("practice-points")
    number = min(number_in(request.GET.get("n")) or 1, len(ids))
    card = Card.objects.select_related("deck", "topic").get(pk=ids[number - 1])
    context = {
        "card": card,
        "schedule": Schedule.objects.of(request.user).active().filter(card=card).first(),
        "number": number,
        "total": len(ids),
        "previous": number - 1,
        "following": number + 1 if number < len(ids) else None,
        "today": study_day_of(request),
    }
    return render(request, "practice/missed.html", context)
