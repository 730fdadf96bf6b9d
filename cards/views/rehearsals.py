"""Rehearsing the stages of a track's loop: its button, and what came of each time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards.addresses import action
from cards.forms.keys import KeyForm
from cards.queries.decks import built_in_deck
from cards.queries.holding import held_by, loops_not_ended
from cards.queries.loop_results import loop_results
from cards.queries.mocks import mocks_of, progresses_of
from cards.queries.rehearsals import next_to_rehearse, rehearsals_of, stage_of
from cards.services.rehearsals import rehearse
from cards.today import study_day_of
from cards.views.actions import UNREADABLE, Refusal, attempt
from cards.views.errors import or_404
from cards.views.partials import see_other

NOTHING_LEFT = "Nothing of this stage is left to be rehearsed today. Come back tomorrow, or practise another one."


@require_safe
def rehearsals(request: HttpRequest, slug: str) -> HttpResponse:
    """By stage, what was rehearsed when, and what came of it."""
    deck = or_404(built_in_deck(slug))
    today = study_day_of(request)
    mocks = mocks_of(request.user, deck)
    others = [mock for mock in loops_not_ended(request.user) if mock not in mocks]
    progresses = progresses_of(request.user, [*mocks, *others])
    done = rehearsals_of(request.user, deck)
    waiting = next_to_rehearse(request.user, deck, today, held_by(request.user, progresses, today))
    stages = []
    for about in deck.about.get("stages", []):
        rows = done.get(about["slug"], [])
        is_under_way = any(row.is_under_way for row in rows)
        may = is_under_way or about["slug"] in waiting
        if rows or may:
            stages.append({"about": about, "rows": rows, "may": may, "is_under_way": is_under_way})
    loops = loop_results(progresses[: len(mocks)])
    going_on = bool(loops) and not loops[0].is_over
    context = {"deck": deck, "stages": stages, "loops": loops, "going_on": going_on}
    return render(request, "decks/rehearsals.html", context)


@action
def deck_rehearse(request: HttpRequest, slug: str) -> HttpResponse:
    deck = or_404(built_in_deck(slug))
    stage, form = request.POST.get("stage", ""), KeyForm(request.POST)
    or_404(stage_of(deck, stage))
    if not form.is_valid():
        messages.error(request, UNREADABLE.detail)
        return redirect("deck-rehearsals", slug)
    card = attempt(request, rehearse, deck, stage, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(card, Refusal) or not card:
        messages.error(request, card.detail if isinstance(card, Refusal) else NOTHING_LEFT)
        return redirect("deck-rehearsals", slug)
    return see_other("practise", card)
