"""A card's own page: built in or the learner's, seen from its deck, from a track that includes it, or from review."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards.addresses import action, page_of_form
from cards.context_processors import current
from cards.forms.cards import SeenFromForm
from cards.forms.keys import KeyForm, fresh_key, number_in
from cards.models import Card, Deck
from cards.queries.card import MOST_BEFORE, MOST_REPLAYED, asked_next, card_in_deck, card_page, visible_card
from cards.queries.deck_cards import built_in_card
from cards.queries.decks import built_in_deck, parts_of
from cards.queries.holding import withholding
from cards.queries.search import just_deleted
from cards.scheduling import LEECH_LAPSES
from cards.services.review import flag_card, resume_card, suspend_card
from cards.today import done_today, study_day_of
from cards.views.actions import UNREADABLE, Refusal, attempt
from cards.views.cards import change_in_list
from cards.views.errors import or_404


@require_safe
def card(request: HttpRequest, card_id: int) -> HttpResponse:
    if just_deleted(request.user, card=card_id, deck=None):
        return redirect("cards-deleted")
    return _page(request, or_404(visible_card(request.user, card_id)))


@require_safe
def deck_card(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A built-in card by its key, in its deck or a track."""
    deck = or_404(built_in_deck(slug))
    gap = number_in(request.GET.get("gap"))
    found = card_in_deck(deck, key, gap if gap is None or gap < 10_000 else -1)
    return _page(request, or_404(found), deck)


@require_safe
def card_by_key(request: HttpRequest, key: str) -> HttpResponse:
    """A built-in card in its own deck, for links that know no more than its key."""
    found = or_404(built_in_card(key))
    return redirect(f"{reverse('deck-card', args=[found.deck.slug, key])}{_query(_seen_from(request))}")


@action
def card_suspend(request: HttpRequest, card_id: int) -> HttpResponse:
    return _change(request, card_id, suspend_card, "Suspended. It waits until you resume it.")


@action
def card_resume(request: HttpRequest, card_id: int) -> HttpResponse:
    return _change(request, card_id, resume_card, "The card is back in your queue.")


@action
def card_flag(request: HttpRequest, card_id: int) -> HttpResponse:
    on = request.POST.get("flagged") == "on"
    return _change(request, card_id, flag_card, "Flagged." if on else "Flag taken off.", is_flagged=on)


def _change(
    request: HttpRequest, card_id: int, service: Callable[..., object], said: str, **what: bool
) -> HttpResponse:
    """Call the service for the card, and go back to its page, or to the list of cards if its form was there.

    `return_to`: another page, which says what was done.
    """
    found = or_404(visible_card(request.user, card_id))
    if "back" in request.POST:
        return change_in_list(request, service, card_id, said)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, refusal=UNREADABLE)
    result = attempt(request, service, card_id, **what, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(result, Refusal):
        return _page(request, found, refusal=result)
    if return_to := request.POST.get("return_to"):
        return redirect(f"{page_of_form(return_to)}?done={form.cleaned_data['key']}")
    messages.success(request, said)
    return redirect(f"{reverse('card', args=[card_id])}{_query(_seen_from(request))}")


def _page(request: HttpRequest, found: Card, deck: Deck | None = None, refusal: Refusal | None = None) -> HttpResponse:
    seen_from = _seen_from(request) | ({"deck": deck.slug} if deck and deck != found.deck else {})
    deck = deck or _track(found, seen_from.get("deck"))
    today = study_day_of(request)
    page = card_page(
        found, deck, request.user, today, done_today(request), page=number_in(request.GET.get("page")) or 1
    )
    context = {
        "page": page,
        "deck": deck,
        "card": found,
        "schedule": page.schedule,
        "standing": page.standing,
        "ease": page.schedule and f"{page.schedule.ease / 100:.2f}",
        "is_leech": page.schedule and page.schedule.lapses >= LEECH_LAPSES,
        "is_own": found.deck.owner_id is not None,
        "current": current(request.path if found.deck.owner_id else reverse("deck-cards", args=[deck.slug])),
        "most_before": MOST_BEFORE,
        "most_replayed": MOST_REPLAYED,
        "today": today,
        "seen_from": seen_from,
        "query": _query(seen_from),
        "here": f"{reverse('card', args=[found.pk])}{_query(seen_from)}",
        "to_review": _to_review(found, seen_from),
        "asked_next": "after" in seen_from and asked_next(request.user, int(seen_from["after"]), found.key),
        "withheld_by": withholding(request.user, found, today) if page.schedule and page.schedule.has_loop else None,
        "said": refusal and refusal.detail,
        "write_key": fresh_key(),
    }
    return render(request, "cards/card.html", context, status=refusal.status if refusal else 200)


def _track(found: Card, slug: str | None) -> Deck:
    """The deck in which the card is looked at: its own, or the track with this slug if that includes it."""
    track = slug and built_in_deck(slug)
    return track if track and found.deck in parts_of(track) else found.deck


# Where one comes from -------------------------------------------------------------------------------------------------


def _seen_from(request: HttpRequest) -> dict[str, str]:
    """What the address or the form says of it: the slug of a track (`deck`), or that it was review (`next`), of one
    deck (`only`, its id) or ahead; and the card whose answer led here (`after`, its id).
    """
    form = SeenFromForm(request.POST or request.GET)
    form.is_valid()
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


def _query(seen_from: dict[str, str]) -> str:
    return f"?{urlencode(seen_from)}" if seen_from else ""


def _to_review(found: Card, seen_from: dict[str, str]) -> str | None:
    """Back to the card as it was left in review, its answer open: this one, or the one that led here."""
    if "next" not in seen_from:
        return None
    query = {"card": seen_from.get("after", found.pk), "open": "on"}
    query |= {"deck": seen_from.get("only"), "ahead": seen_from.get("ahead")}
    return f"{reverse('review')}?{urlencode({name: value for name, value in query.items() if value})}"
