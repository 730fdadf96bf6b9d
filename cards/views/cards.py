"""My cards: the list with its search, what is done to cards there, and decks of one's own."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards.addresses import action
from cards.forms.cards import (
    DeckForm,
    ListForm,
    MoveForm,
    TagForm,
)
from cards.forms.keys import KeyForm, fresh_key, number_in
from cards.models import Deck, Learner
from cards.queries import search
from cards.scheduling import LEECH_LAPSES
from cards.services import cards as services
from cards.services.decks import enrol, pause
from cards.services.suspending import resume_cards, suspend_cards
from cards.spelling import fold
from cards.stages import STAGES
from cards.today import study_day_of
from cards.views.actions import NOTHING_RESUMED, NOTHING_SUSPENDED, UNREADABLE, Refusal, attempt
from cards.views.errors import or_404
from cards.views.partials import render_part
from cards.views.printing import printed, size_of

FILTERS = ("q", "tag", "kind", "stage", "state")

# The list -------------------------------------------------------------------------------------------------------------


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    return _list(request, request.GET)


def _list(
    request: HttpRequest,
    asked_for: QueryDict,
    refusal: Refusal | None = None,
    refused: dict[str, Any] | None = None,
) -> HttpResponse:
    """`refused`: what one of the list's tools would not take, to be shown in its place instead of above the list."""
    form = ListForm(asked_for)
    is_valid = form.is_valid()
    status = refusal.status if refusal else 422 if refused or not is_valid else 200
    asked = form.cleaned_data
    today = study_day_of(request)
    own = search.own_decks(request.user)
    deck = next((deck for deck in own if deck.slug == asked.get("deck")), None)
    wanted = {name: asked.get(name, "") for name in FILTERS}
    decks, page = _decks(request.user, own, asked), asked.get("page") or 1
    listed = search.found_cards(request.user, decks, today, **wanted, page=page, size=size_of(asked))
    if asked.get("print"):
        return printed(request, listed, deck.title if deck else "My cards", size_of(asked))
    tags = search.tags_of(request.user)
    asked["tag"] = next((tag for tag in tags if fold(tag) == fold(wanted["tag"])), wanted["tag"])
    context = {
        "form": form,
        "asked": asked,
        "listed": listed,
        "search_words": settings.SEARCH_WORDS,
        "decks": own,
        "deck": deck,
        "is_paused": bool(deck) and search.is_paused(request.user, deck),
        "tags": tags,
        "stages": {**STAGES, search.NO_STAGE: "No stage"},
        "deleted": _just_deleted(request),
        "is_filtered": any(wanted.values()) or bool(asked.get("deck")) or bool(asked.get("all")),
        # Each card's buttons carry it, so only what the list understood, which is short.
        "back": urlencode({name: "on" if value is True else value for name, value in asked.items() if value}),
        "said": refusal and refusal.detail,
        "refused": refused,
        "today": today,
        "leech_lapses": LEECH_LAPSES,
        "key": fresh_key(),
    }
    return render_part(request, "cards/cards.html", "found", context, status)


def _decks(learner: Learner, own: list[Deck], asked: dict[str, Any]) -> list[Deck]:
    """The decks whose cards are asked for."""
    if asked.get("deck"):
        return [deck for deck in own if deck.slug == asked["deck"]]
    # What is hard to keep is hard to keep in any deck.
    everywhere = asked.get("all") or asked.get("state") == "leech"
    return own + (search.studied_decks(learner) if everywhere else [])


def _refused(request: HttpRequest, form: KeyForm, tool: str) -> HttpResponse:
    """The list once more, with what was ticked and typed into one of its tools, and the error there."""
    ticked = {int(pk) for pk in request.POST.getlist("cards") if number_in(pk)}
    said = next((errors[0] for name, errors in form.errors.items() if name != "key"), UNREADABLE.detail)
    refused = {"tool": tool, "said": said, "typed": request.POST, "ticked": ticked}
    return _list(request, _back(request), refused=refused)


def _just_deleted(request: HttpRequest) -> dict[str, Any] | None:
    """What the learner deleted on the page before, to be brought back by one button."""
    card, deck = number_in(request.GET.get("deleted")), number_in(request.GET.get("deleted_deck"))
    found = search.just_deleted(request.user, card=card, deck=deck)
    if found is None:
        return None
    return {"title": found.title, "url": reverse("card-restore" if card else "own-deck-restore", args=[found.pk])}


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    context = {"cards": search.deleted_cards(request.user), "decks": search.deleted_decks(request.user)}
    return render(request, "cards/deleted.html", context | {"key": fresh_key()})


# What is done to cards ------------------------------------------------------------------------------------------------


@action
def card_delete(request: HttpRequest, card_id: int) -> HttpResponse:
    return change_in_list(request, services.delete_card, card_id, then={"deleted": card_id})


@action
def card_restore(request: HttpRequest, card_id: int) -> HttpResponse:
    return change_in_list(request, services.restore_card, card_id, "The card is back.")


@action
def cards_suspend(request: HttpRequest) -> HttpResponse:
    """All cards that the list finds, whatever page of it is shown."""
    return _suspend(request, suspend_cards)


@action
def cards_resume(request: HttpRequest) -> HttpResponse:
    return _suspend(request, resume_cards)


def _suspend(request: HttpRequest, service: Callable[..., int]) -> HttpResponse:
    form, back = KeyForm(request.POST), _back(request)
    part = ListForm(back)
    if not (form.is_valid() and part.is_valid()):
        return _list(request, back, UNREADABLE)
    asked, key, learner = part.cleaned_data, form.cleaned_data["key"], request.user
    wanted = {name: asked[name] for name in FILTERS}
    decks = _decks(learner, search.own_decks(learner), asked)
    found = search.found_ids(learner, decks, study_day_of(request), **wanted)
    named = urlencode(wanted | {"deck": asked["deck"], "all": asked["all"]})
    result = attempt(request, service, found, asked=named, key=key, now=timezone.now())
    if isinstance(result, Refusal):
        return _list(request, back, result)
    if not result:
        messages.info(request, NOTHING_SUSPENDED if service is suspend_cards else NOTHING_RESUMED)
    back["done"] = str(key)
    return redirect(f"{reverse('cards')}?{back.urlencode()}")


@action
def card_move(request: HttpRequest) -> HttpResponse:
    form = MoveForm(request.user, request.POST)
    if not form.is_valid():
        return _refused(request, form, "selected")
    values = form.cleaned_data
    return change_in_list(
        request,
        lambda learner, ids, **options: services.move_cards(learner, ids, values["deck"], **options),
        values["cards"],
        f"Moved to {values['deck'].title}.",
    )


@action
def card_tag(request: HttpRequest) -> HttpResponse:
    form = TagForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, "selected")
    values = form.cleaned_data
    change = {"remove" if values["remove"] else "add": values["name"]}
    said = f"Tag “{values['name']}” {'removed' if values['remove'] else 'added'}."
    return change_in_list(
        request,
        lambda learner, ids, **options: services.tag_cards(learner, ids, **change, **options),
        values["cards"],
        said,
    )


# Decks ----------------------------------------------------------------------------------------------------------------


@action
def deck_new(request: HttpRequest) -> HttpResponse:
    form = DeckForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, "new-deck")
    return change_in_list(request, services.create_deck, form.cleaned_data["title"], "The deck is there.")


@action
def deck_rename(request: HttpRequest, deck_id: int) -> HttpResponse:
    form = DeckForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, "rename")
    title = form.cleaned_data["title"]
    return change_in_list(
        request,
        lambda learner, deck_id, **options: services.rename_deck(learner, deck_id, title, **options),
        deck_id,
        f"The deck is called {title} now.",
    )


@action
def deck_pause(request: HttpRequest, deck_id: int) -> HttpResponse:
    deck = or_404(search.own_deck(request.user, deck_id))
    return change_in_list(request, pause, deck, f"{deck.title} is paused.")


@action
def deck_resume(request: HttpRequest, deck_id: int) -> HttpResponse:
    deck = or_404(search.own_deck(request.user, deck_id))
    return change_in_list(request, enrol, deck, f"You study {deck.title} again.")


@action
def deck_delete(request: HttpRequest, deck_id: int) -> HttpResponse:
    return change_in_list(request, services.delete_deck, deck_id, then={"deleted_deck": deck_id})


@action
def deck_restore(request: HttpRequest, deck_id: int) -> HttpResponse:
    return change_in_list(request, services.restore_deck, deck_id, "The deck is back, with its cards.")


def change_in_list(
    request: HttpRequest, service: Any, subject: Any, said: str = "", *, then: dict[str, int] | None = None
) -> HttpResponse:
    """Call a service for what the form is about, and go back to the list as it was."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _list(request, _back(request), UNREADABLE)
    result = attempt(request, service, subject, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(result, Refusal):
        if result.code == "too-much" and "title" in request.POST:
            refused = {"tool": "new-deck", "said": result.detail, "typed": request.POST, "ticked": set()}
            return _list(request, _back(request), refused=refused)
        return _list(request, _back(request), result)
    if said:
        messages.success(request, said)
    query = _back(request)
    for name in ("deleted", "deleted_deck", "done"):
        query.pop(name, None)
    if then and "deleted_deck" in then:
        query.pop("deck", None)
    query.update(then or {})
    return redirect(f"{reverse('cards')}?{query.urlencode()}" if query else "cards")


def _back(request: HttpRequest) -> QueryDict:
    """The filters of the list that the form was on."""
    return QueryDict(request.POST.get("back", "")[: settings.QUERY_CHARACTERS], mutable=True)
