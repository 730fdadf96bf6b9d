"""What came of a drill: the last attempt that was graded, with the solution beside one's own code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cards.kinds.drill import FAMILIES, class_in_words, family_of
from cards.kinds.drill_verdict import drill_verdict
from cards.queries.drills import attempt_at, drills_done, graded_code, variant_of
from cards.queries.rehearsals import rehearsal_with
from cards.services.suspending import last_review
from cards.today import study_day_of
from cards.views.drills import beside_the_solution, found
from cards.views.withheld import to_the_loop


@require_safe
def result(request: HttpRequest, key: str) -> HttpResponse:
    schedule = found(request, key)
    if loop := to_the_loop(request, schedule.card):
        return loop
    card, done = schedule.card, drills_done(request.user, schedule.card)
    if not done or attempt_at(request.user, card):
        return redirect("drill", key)
    last = done[0]
    variant = last.detail.get("variant", "")
    payload = variant_of(card, variant)
    context = {
        "schedule": schedule,
        "card": card,
        "family": FAMILIES[family_of(card.content)],
        "is_hunt": family_of(card.content) == "hunt",
        "class": class_in_words(card.content),
        "last": last,
        "can_undo": last_review(request.user) == last.review,
        "rehearsal": rehearsal_with(request.user, last.review.key),
        "done": done,
        "detail": last.detail,
        "variant": payload,
        "reason": drill_verdict(last.detail, family_of(card.content), minutes=payload and payload["minutes"]).reason,
        "today": study_day_of(request),
    }
    if payload:
        context |= beside_the_solution(payload, graded_code(request.user, card, variant))
    return render(request, "drills/result.html", context)
