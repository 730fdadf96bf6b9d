"""The catalogue of decks, a deck's page, and the list of its cards."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards.addresses import action
from cards.forms.decks import CatalogueForm, DeckCardsForm
from cards.forms.keys import FreeKeyForm, PartForm, fresh_key
from cards.models import Deck
from cards.queries.deck_cards import deck_cards, number_of_cards
from cards.queries.decks import (
    MOST_IN_DECK,
    built_in_deck,
    catalogue,
    covering,
    deck_page,
    own_deck_called,
    parts_of,
    stages_and_topics,
)
from cards.queries.readiness import readiness_of_deck
from cards.services.decks import enrol, pause
from cards.services.suspending import resume_cards, suspend_cards
from cards.today import study_day_of
from cards.views.actions import NOTHING_RESUMED, NOTHING_SUSPENDED, UNREADABLE, Refusal, attempt
from cards.views.errors import or_404
from cards.views.partials import render_part
from cards.views.printing import printed, size_of


@login_not_required
@require_safe
def decks(request: HttpRequest) -> HttpResponse:
    form = CatalogueForm(request.GET)
    status = 200 if form.is_valid() else 422
    found = catalogue(request.user, study_day_of(request), **form.cleaned_data)
    context = {"catalogue": found, "asked": form.cleaned_data, "write_key": fresh_key()}
    return render_part(request, "decks/decks.html", "found", context, status)


@login_not_required
@require_safe
def deck(request: HttpRequest, slug: str) -> HttpResponse:
    found = built_in_deck(slug)
    if found:
        return _deck_page(request, found)
    if own_deck_called(request.user, slug):
        return redirect(f"{reverse('cards')}?deck={slug}")
    raise Http404


def _deck_page(request: HttpRequest, deck: Deck, refusal: Refusal | None = None) -> HttpResponse:
    today = study_day_of(request)
    page = deck_page(deck, request.user, today)
    context = {
        "page": page,
        "track": readiness_of_deck(request.user, page, today) if page.stages else None,
        "said": refusal and refusal.detail,
        "write_key": fresh_key(),
    }
    return render(request, "decks/deck.html", context, status=refusal.status if refusal else 200)


@action
def deck_enrol(request: HttpRequest, slug: str) -> HttpResponse:
    return _study(request, slug, enrol)


@action
def deck_pause(request: HttpRequest, slug: str) -> HttpResponse:
    return _study(request, slug, pause)


def _study(request: HttpRequest, slug: str, service: Callable[..., None]) -> HttpResponse:
    deck = or_404(built_in_deck(slug))
    form = FreeKeyForm(request.POST)
    if not form.is_valid():
        return _deck_page(request, deck, UNREADABLE)
    result = attempt(request, service, deck, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(result, Refusal):
        return _deck_page(request, deck, result)
    if service is pause:
        messages.success(request, f"{deck.title} is paused. Its cards wait; their schedules stay as they are.")
    else:
        number = number_of_cards(parts_of(deck))
        new = request.user.new_per_day
        messages.success(request, f"You study {deck.title}: {number} cards, up to {new} new ones a day.")
    return redirect("/") if request.POST.get("next") == "/" else redirect("deck", slug=slug)


@require_safe
def deck_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The deck's cards, to be searched and filtered."""
    deck = or_404(built_in_deck(slug))
    parts = parts_of(deck)
    form = DeckCardsForm(request.GET)
    status = 200 if form.is_valid() else 422
    asked = form.cleaned_data
    size, is_printed = size_of(asked), bool(asked.pop("print", None))
    page, today = asked.pop("page", None) or 1, study_day_of(request)
    listed = deck_cards(parts, request.user, today, **_wanted(deck, asked), page=page, size=size)
    if is_printed:
        return printed(request, listed, deck.title, size)
    stages, topics = stages_and_topics(parts)
    context = {"deck": deck, "form": form, "listed": listed, "stages": stages, "topics": topics, "today": today}
    item = _asked_for(deck, "coverage", "code", asked.get("item"))
    context |= {"skills": deck.about.get("skills", []), "item": item}
    context |= {"search_words": settings.SEARCH_WORDS}
    context |= {"asked": asked, "part": urlencode({name: value for name, value in asked.items() if value})}
    return render_part(request, "decks/cards.html", "found", context, status)


def _wanted(deck: Deck, asked: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, with the topics of the skill area and the cards of the item."""
    skill = _asked_for(deck, "skills", "slug", asked.get("skill"))
    item = _asked_for(deck, "coverage", "code", asked.get("item"))
    wanted = {name: value for name, value in asked.items() if name not in ("skill", "item")}
    if skill:
        wanted["topics"] = skill["topics"]
    if item:
        wanted["keys"] = covering(parts_of(deck), item["code"])
    return wanted


def _asked_for(deck: Deck, name: str, key: str, value: str | None) -> dict[str, Any] | None:
    """One of the deck's skills, or of the items that it covers."""
    return next((each for each in deck.about.get(name, []) if each[key] == value), None)


@action
def deck_suspend(request: HttpRequest, slug: str) -> HttpResponse:
    """All cards of the deck that its list finds: those of a topic, of a stage."""
    return _suspend(request, slug, suspend_cards)


@action
def deck_resume(request: HttpRequest, slug: str) -> HttpResponse:
    return _suspend(request, slug, resume_cards)


def _suspend(request: HttpRequest, slug: str, service: Callable[..., int]) -> HttpResponse:
    deck = or_404(built_in_deck(slug))
    form = PartForm(request.POST)
    part = DeckCardsForm(QueryDict(form.cleaned_data["part"])) if form.is_valid() else form
    if not part.is_valid():
        return _deck_page(request, deck, UNREADABLE)
    wanted = {name: value for name, value in part.cleaned_data.items() if name not in {"page", "print"}}
    key, parts, today = form.cleaned_data["key"], parts_of(deck), study_day_of(request)
    found = deck_cards(parts, request.user, today, **_wanted(deck, wanted), size=MOST_IN_DECK).cards
    asked = f"{slug}?{urlencode(wanted)}"
    result = attempt(request, service, [card.pk for card in found], asked=asked, key=key, now=timezone.now())
    if isinstance(result, Refusal):
        return _deck_page(request, deck, result)
    if not result:
        messages.info(request, NOTHING_SUSPENDED if service is suspend_cards else NOTHING_RESUMED)
    if "list" in request.POST:
        query = urlencode({name: value for name, value in wanted.items() if value} | {"done": key})
        return redirect(f"{reverse('deck-cards', args=[slug])}?{query}")
    return redirect(f"{reverse('deck', args=[slug])}?done={key}")
