"""Free study: cards one after the other, without touching any schedule."""

import random

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cards.forms.decks import FreeStudyForm
from cards.models import Card, Deck, Schedule
from cards.queries.deck_cards import card_ids
from cards.queries.decks import parts_of
from cards.today import study_day_of


@require_safe
def free(request: HttpRequest) -> HttpResponse:
    form = FreeStudyForm(request.GET)
    if not form.is_valid():
        return redirect("decks") if "deck" not in request.GET else render(request, "review/free.html", status=422)
    asked = form.cleaned_data
    decks = Deck.objects.visible_to(request.user).filter(owner__isnull=not asked["own"])
    deck = get_object_or_404(decks, slug=asked["deck"])
    ids = card_ids(parts_of(deck), topic=asked["topic"], stage=asked["stage"])
    if asked["shuffle"]:
        random.Random(asked["shuffle"]).shuffle(ids)  # noqa: S311 - an order of cards, no secret
    number = min(asked["n"] or 1, len(ids))
    card = Card.objects.select_related("deck", "topic").get(pk=ids[number - 1]) if ids else None
    context = {
        "deck": deck,
        "card": card,
        "schedule": card and Schedule.objects.of(request.user).filter(card=card).first(),
        "number": number,
        "total": len(ids),
        "previous": _address(request.GET, n=number - 1) if number > 1 else None,
        "following": _address(request.GET, n=number + 1) if number < len(ids) else None,
        "shuffled": asked["shuffle"],
        "reorder": _address(request.GET, n=1, shuffle=None if asked["shuffle"] else random.randint(1, 999_999)),  # noqa: S311
        "asked": asked,
        "today": study_day_of(request),
    }
    return render(request, "review/free.html", context)


def _address(query: QueryDict, **changes: int | None) -> str:
    """The same cards with another number or order."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = "" if value is None else str(value)
    return f"?{changed.urlencode()}"
