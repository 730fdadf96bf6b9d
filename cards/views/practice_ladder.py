"""Going on as the interviewer would, after an answer was graded: one question of the card's ladder at a time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards.addresses import action
from cards.forms.practice import RungForm
from cards.queries.ladders import ladder_of
from cards.queries.practice import under_way
from cards.services.ladders import answer_rung
from cards.views.actions import UNREADABLE, Refusal, attempt
from cards.views.partials import see_other
from cards.views.practice import found
from cards.views.withheld import to_the_loop

MOVED_ON = "This question was answered in another tab or on another device. Nothing was counted twice."


@require_safe
def ladder(request: HttpRequest, key: str) -> HttpResponse:
    """The next question, its answer folded. Once one was missed, or there is none left, what came of it."""
    card = found(request, key).card
    if loop := to_the_loop(request, card):
        return loop
    climbed = None if under_way(request.user, card) else ladder_of(request.user, card)
    if climbed is None or climbed.question is None:
        return redirect("practice-result", key)
    return render(request, "practice/ladder.html", {"card": card, "ladder": climbed})


@action
def answer(request: HttpRequest, key: str) -> HttpResponse:
    card, form = found(request, key).card, RungForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE.detail)
        return see_other("practice-ladder", key)
    values = form.cleaned_data
    said = attempt(
        request,
        answer_rung,
        card.pk,
        values["rung"],
        values["had"] == "yes",
        review=values["review"],
        key=values["key"],
        now=timezone.now(),
    )
    if isinstance(said, Refusal):
        messages.error(request, MOVED_ON if said.code == "stale" else said.detail)
    return see_other("practice-ladder", key)
