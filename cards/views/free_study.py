"""Free study: cards one after the other, without touching any schedule."""

import random

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cards.forms.decks import FreeStudyForm
from cards.queries.card import schedule_for
from cards.queries.deck_cards import card_ids, whole_card
from cards.queries.decks import built_in_deck, own_deck_called, parts_of
from cards.queries.holding import withholding
from cards.today import study_day_of
from cards.views.errors import or_404


@require_safe
def free(request: HttpRequest) -> HttpResponse:
    form = FreeStudyForm(request.GET)
    if not form.is_valid():
        return redirect("decks") if "deck" not in request.GET else render(request, "review/free.html", status=422)
    asked = form.cleaned_data
    slug = asked["deck"]
    deck = or_404(own_deck_called(request.user, slug) if asked["own"] else built_in_deck(slug))
    ids = card_ids(parts_of(deck), topic=asked["topic"], stage=asked["stage"])
    if asked["shuffle"]:
        random.Random(asked["shuffle"]).shuffle(ids)  # noqa: S311 - an order of cards, no secret
    number = min(asked["n"] or 1, len(ids))
    card = whole_card(ids[number - 1]) if ids else None
    schedule, today = card and schedule_for(request.user, card), study_day_of(request)
    context = {
        "deck": deck,
        "card": card,
        "schedule": schedule,
        "withheld_by": withholding(request.user, card, today) if schedule and schedule.has_loop else None,
        "number": number,
        "total": len(ids),
        "previous": _address(request.GET, n=number - 1) if number > 1 else None,
        "following": _address(request.GET, n=number + 1) if number < len(ids) else None,
        "shuffled": asked["shuffle"],
        "reorder": _address(request.GET, n=1, shuffle=None if asked["shuffle"] else random.randint(1, 999_999)),  # noqa: S311
        "asked": asked,
        "today": today,
    }
    return render(request, "review/free.html", context)


def _address(query: QueryDict, **changes: int | None) -> str:
    """The same cards with another number or order."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = "" if value is None else str(value)
    return f"?{changed.urlencode()}"
