"""After a real interview: what was asked there becomes cards of one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cards.addresses import action
from cards.forms.debrief import DebriefForm, WeightsForm, deck_title, weights_form
from cards.forms.keys import fresh_key
from cards.models import Deck
from cards.queries.decks import built_in_deck, enrolment_of
from cards.queries.search import deck_holding, is_paused
from cards.services.cards import create_cards
from cards.services.decks import weigh_stages
from cards.services.reading import TooOften, reading
from cards.views.actions import TOO_OFTEN, Refusal, attempt, refuse
from cards.views.errors import or_404
from cards.views.partials import see_other


@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: HttpRequest, slug: str) -> HttpResponse:
    deck = or_404(built_in_deck(slug))
    if request.method != "POST":
        return _page(request, deck, DebriefForm(deck, initial={"key": fresh_key()}))
    now = timezone.now()
    try:
        with reading(request.user, now):
            form = DebriefForm(deck, request.POST)
            if not form.is_valid():
                return _page(request, deck, form, status=422)
            ids = attempt(request, create_cards, form.drafts, key=form.cleaned_data["key"], now=now)
    except TooOften:
        refusal = refuse(request, TOO_OFTEN)
        return _page(request, deck, DebriefForm(deck, initial=_typed(request)), refusal.detail, refusal.status)
    if isinstance(ids, Refusal):
        return _page(request, deck, DebriefForm(deck, initial=_typed(request)), ids.detail, ids.status)
    number, own = len(ids), deck_holding(request.user, ids)
    waits = own is not None and is_paused(request.user, own)
    then = ". Their deck is paused: they are asked once it goes on." if waits else ", to be asked as new ones."
    messages.success(request, f"{number} card{'' if number == 1 else 's'} added{then}")
    return see_other(f"{reverse('cards')}?deck={own.slug}" if own else "cards")


@action
def weigh(request: HttpRequest, slug: str) -> HttpResponse:
    """Which rounds mattered more, or less, than the track has it; with `back` all are as the track has them."""
    deck = or_404(built_in_deck(slug))
    form = WeightsForm(deck, request.POST)
    if not form.is_valid():
        return _page(request, deck, DebriefForm(deck, initial={"key": fresh_key()}), status=422, weights=form)
    weights = {} if "back" in request.POST else form.weights
    weighed = attempt(request, weigh_stages, deck, weights, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(weighed, Refusal):
        own = DebriefForm(deck, initial={"key": fresh_key()})
        return _page(request, deck, own, weighed.detail, weighed.status)
    said = "The rounds weigh as you said" if weighed else "All rounds weigh as the track has them"
    messages.success(request, f"{said}: new cards come in that order, and readiness looks at them so.")
    response = see_other("deck-debrief", slug)
    response["Location"] += "#weights"
    return response


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed, in a form that is another write."""
    return request.POST.dict() | {"key": fresh_key()}


def _page(
    request: HttpRequest,
    deck: Deck,
    form: DebriefForm,
    said: str = "",
    status: int = 200,
    weights: WeightsForm | None = None,
) -> HttpResponse:
    enrolment = enrolment_of(request.user, deck)
    if enrolment and weights is None:
        enrolment.deck = deck
        weights = weights_form(deck, enrolment)
    context = {"deck": deck, "form": form, "said": said, "own": deck_title(deck)}
    context |= {"weights": enrolment and weights, "is_weighed": enrolment and enrolment.weights}
    return render(request, "decks/debrief.html", context, status=status)
