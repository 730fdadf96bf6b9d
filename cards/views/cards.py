"""My cards: the list with its search, the editor with its preview, notes, and decks of one's own."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cards import markdown
from cards.addresses import require_POST
from cards.forms import KeyForm, fresh_key
from cards.forms_cards import (
    FIRST_DECK,
    CardForm,
    DeckForm,
    ListForm,
    MoveForm,
    NoteForm,
    SaveCardForm,
    TagForm,
    written_points,
)
from cards.kinds import KINDS, render_card
from cards.kinds.cloze_text import parse_cloze
from cards.models import Card, Deck, Schedule
from cards.queries import search
from cards.scheduling import LEECH_LAPSES
from cards.services import cards as services
from cards.services.decks import enrol, pause
from cards.services.once import KeyReused, Stale
from cards.services.review import resume_card, write_note
from cards.views.partials import render_part

EDITOR = "cards/edit.html"
UNREADABLE = "That could not be read, and nothing was changed. Please try again."
REUSED = "This form was sent before with something else in it, which was kept. Send it again to save this too."
GAPS_SHOWN = 3


# The list -------------------------------------------------------------------------------------------------------------


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    return _list(request, request.GET)


def _list(
    request: HttpRequest,
    asked_for: QueryDict,
    said: str = "",
    status: int = 200,
    refused: dict[str, Any] | None = None,
) -> HttpResponse:
    form = ListForm(asked_for)
    if not form.is_valid():
        status = 422
    asked = form.cleaned_data
    today = request.user.study_day(timezone.now())
    own = search.own_decks(request.user)
    deck = next((deck for deck in own if deck.slug == asked.get("deck")), None)
    decks = own + (search.studied_decks(request.user) if asked.get("all") and not asked.get("deck") else [])
    wanted = {name: asked.get(name, "") for name in ("q", "tag", "kind", "state")}
    listed = search.found_cards(
        request.user,
        decks if not asked.get("deck") else [deck] if deck else [],
        today,
        **wanted,
        page=asked.get("page") or 1,
        size=settings.CARDS_PER_PAGE,
    )
    context = {
        "form": form,
        "asked": asked,
        "listed": listed,
        "decks": own,
        "deck": deck,
        "is_paused": bool(deck) and search.is_paused(request.user, deck),
        "tags": search.tags_of(request.user),
        "deleted": _just_deleted(request),
        "is_filtered": any(wanted.values()) or bool(asked.get("deck")) or bool(asked.get("all")),
        "back": asked_for.urlencode(),
        "said": said,
        "refused": refused,
        "today": today,
        "leech_lapses": LEECH_LAPSES,
        "key": fresh_key(),
    }
    return render_part(request, "cards/cards.html", "found", context, status)


def _refused(request: HttpRequest, form: KeyForm, tool: str) -> HttpResponse:
    """The list once more, with what was ticked and typed into one of its tools, and the error there."""
    ticked = {int(pk) for pk in request.POST.getlist("cards") if _number(pk)}
    refused = {"tool": tool, "said": _first_error(form), "typed": request.POST, "ticked": ticked}
    return _list(request, _back(request), refused=refused, status=422)


def _just_deleted(request: HttpRequest) -> dict[str, Any] | None:
    """What the learner deleted on the page before, to be brought back by one button."""
    card, deck = _number(request.GET.get("deleted")), _number(request.GET.get("deleted_deck"))
    if card:
        found = Card.objects.filter(deck__owner=request.user, status=Card.Status.DELETED, pk=card).first()
        return found and {"title": found.title, "url": reverse("card-restore", args=[card])}
    if deck:
        found = Deck.objects.filter(owner=request.user, is_retired=True, pk=deck).first()
        return found and {"title": found.title, "url": reverse("deck-restore", args=[deck])}
    return None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 19 else None


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    context = {"cards": search.deleted_cards(request.user), "decks": search.deleted_decks(request.user)}
    return render(request, "cards/deleted.html", context | {"key": fresh_key()})


# The editor -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def card_new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _editor(request, CardForm(request.user, initial=_first_values(request)))
    form = SaveCardForm(request.user, request.POST)
    if not form.is_valid():
        return _editor(request, form, status=422)
    text, same = form.written(), _same_question(request, form, None)
    try:
        ids = services.create_card(request.user, text, key=form.cleaned_data["key"], now=timezone.now())
    except KeyReused:
        return _editor(request, form, said=REUSED, status=422)
    except Deck.DoesNotExist as error:
        raise Http404 from error
    _say_saved(request, "Card added." if len(ids) == 1 else f"{len(ids)} cards added, one for each gap.", same)
    if "another" in request.POST:
        return redirect(f"{reverse('card-new')}?like={ids[0]}{'&next=review' if _to_review(request) else ''}")
    return redirect("review" if _to_review(request) else "cards")


@require_http_methods(["GET", "HEAD", "POST"])
def card_edit(request: HttpRequest, card_id: int) -> HttpResponse:
    card = get_object_or_404(search.own_cards(request.user).select_related("deck"), pk=card_id)
    if request.method != "POST":
        return _editor(request, CardForm(request.user, initial=_values_of(card)), card)
    form = SaveCardForm(request.user, _with_kind(request, card))
    if not form.is_valid():
        return _editor(request, form, card, status=422)
    values, text = form.cleaned_data, form.written()
    try:
        ids = services.edit_card(
            request.user,
            card.pk,
            text,
            version=values["version"] or 0,
            asks_again=values["asks_again"],
            key=values["key"],
            now=timezone.now(),
        )
    except KeyReused:
        return _editor(request, form, card, said=REUSED, status=422)
    except Stale:
        return _editor(request, form, card, is_stale=True, status=409)
    except (Card.DoesNotExist, Deck.DoesNotExist) as error:
        raise Http404 from error
    _say_saved(request, "Saved.", _same_question(request, form, card))
    if "another" in request.POST:
        return redirect(f"{reverse('card-new')}?like={ids[0]}")
    return redirect(f"{reverse('review')}?card={card.pk}" if _to_review(request) else "cards")


def _with_kind(request: HttpRequest, card: Card) -> QueryDict:
    """A card keeps its kind if the form doesn't say."""
    data = request.POST.copy()
    data.setdefault("kind", card.kind)
    return data


@require_POST
def card_preview(request: HttpRequest) -> HttpResponse:
    """The card that is being written, as review will show it. Writes nothing."""
    form = CardForm(request.user, request.POST)
    form.is_valid()
    card_id = form.cleaned_data.get("card")
    card = get_object_or_404(search.own_cards(request.user), pk=card_id) if card_id else None
    too_large = any("longer than" in flaw.message for flaw in form.flaws)
    return _editor(request, form, card, part="preview", status=422 if too_large or "kind" in form.errors else 200)


def _editor(
    request: HttpRequest,
    form: CardForm,
    card: Card | None = None,
    *,
    said: str = "",
    is_stale: bool = False,
    part: str = "editor",
    status: int = 200,
) -> HttpResponse:
    if form.is_bound and (said or is_stale):
        # The next press is another write, made in knowledge of what is stored now.
        form.data = form.data.copy()
        form.data["key"] = fresh_key()
        if card:
            form.data["version"] = card.version
    flaws = form.flaws
    same = _same_question(request, form, card) if form.is_bound and not flaws and "kind" in form.cleaned_data else None
    context = {
        "form": form,
        "card": card,
        "said": said,
        "current": _values_of(card) if is_stale else None,
        "previews": _previews(form, card, flaws),
        "more_gaps": _more_gaps(form, flaws),
        "flaws": flaws,
        "same": same,
        "next": "review" if _to_review(request) else "",
        "delete_key": fresh_key(),
    }
    return render_part(request, EDITOR, part, context, status)


def _same_question(request: HttpRequest, form: CardForm, card: Card | None) -> Card | None:
    kind, content = form.cleaned_data["kind"], form.content()
    return search.same_question(request.user, kind, content, but=card.key if card else "")


def _previews(form: CardForm, card: Card | None, flaws: list[Any]) -> list[SimpleNamespace]:
    """Cards that are not stored, for the templates of their kind."""
    if not form.is_bound:
        return [card] if card else []
    if flaws or "kind" not in form.cleaned_data:
        return []
    kind, content = form.cleaned_data["kind"], form.content()
    ordinals = KINDS[kind].ordinals(content)[:GAPS_SHOWN]
    return [
        SimpleNamespace(kind=kind, ordinal=ordinal, html=render_card(kind, content, ordinal)) for ordinal in ordinals
    ]


def _more_gaps(form: CardForm, flaws: list[Any]) -> int:
    if not form.is_bound or flaws or "kind" not in form.cleaned_data:
        return 0
    return max(0, len(KINDS[form.cleaned_data["kind"]].ordinals(form.content())) - GAPS_SHOWN)


def _first_values(request: HttpRequest) -> dict[str, Any]:
    """What a new card starts with: a deck, and what it shares with the card that it is to be like."""
    values: dict[str, Any] = {"key": fresh_key(), "kind": "recall"}
    like = _number(request.GET.get("like"))
    if like:
        card = get_object_or_404(Card.objects.visible_to(request.user).select_related("deck"), pk=like)
        values |= {"kind": card.kind, "tags": ", ".join(card.tags), "stage": card.stage, "deck": _own_slug(card)}
    if not values.get("deck"):
        latest = search.own_cards(request.user).order_by("-created_at").values_list("deck__slug", flat=True).first()
        first = Deck.objects.owned_by(request.user).values_list("slug", flat=True).first() if latest is None else None
        values["deck"] = request.GET.get("deck") or latest or first
    if not values["deck"]:
        values["new_deck"] = FIRST_DECK
    return values


def _own_slug(card: Card) -> str:
    return card.deck.slug if card.deck.owner_id else ""


def _values_of(card: Card) -> dict[str, Any]:
    content = card.content | {"points": written_points(card.content.get("points") or [])}
    return (
        _as_other_kind(card)
        | content
        | {
            "key": fresh_key(),
            "card": card.pk,
            "version": card.version,
            "kind": card.kind,
            "deck": card.deck.slug,
            "tags": ", ".join(card.tags),
            "stage": card.stage,
        }
    )


def _as_other_kind(card: Card) -> dict[str, str]:
    """What the card would start with if it changed its kind."""
    if card.kind == "recall":
        return {"text": f"{card.content['question']}\n\n{card.content['answer']}"}
    text = parse_cloze(card.content["text"])
    return {
        "question": text.fill(lambda _, gap: f"[{gap.hint or '…'}]"),
        "answer": text.fill(lambda _, gap: gap.answer),
    }


def _say_saved(request: HttpRequest, said: str, same: Card | None) -> None:
    """A second card with the same question is no mistake, but worth knowing."""
    messages.success(request, f"{said} You have another card that asks the same." if same else said)


def _to_review(request: HttpRequest) -> bool:
    return (request.POST.get("next") or request.GET.get("next")) == "review"


# What is done to cards ------------------------------------------------------------------------------------------------


@require_POST
def card_delete(request: HttpRequest, card_id: int) -> HttpResponse:
    return _change(request, services.delete_card, card_id, then={"deleted": card_id})


@require_POST
def card_restore(request: HttpRequest, card_id: int) -> HttpResponse:
    return _change(request, services.restore_card, card_id, "The card is back.")


@require_POST
def card_resume(request: HttpRequest, card_id: int) -> HttpResponse:
    return _change(request, resume_card, card_id, "The card is back in your queue.")


@require_POST
def card_move(request: HttpRequest) -> HttpResponse:
    form = MoveForm(request.user, request.POST)
    if not form.is_valid():
        return _refused(request, form, "selected")
    values = form.cleaned_data
    return _change(
        request,
        lambda learner, ids, **options: services.move_cards(learner, ids, values["deck"], **options),
        values["cards"],
        f"Moved to {values['deck'].title}.",
    )


@require_POST
def card_tag(request: HttpRequest) -> HttpResponse:
    form = TagForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, "selected")
    values = form.cleaned_data
    change = {"remove" if values["remove"] else "add": values["name"]}
    said = f"Tag “{values['name']}” {'removed' if values['remove'] else 'added'}."
    return _change(
        request,
        lambda learner, ids, **options: services.tag_cards(learner, ids, **change, **options),
        values["cards"],
        said,
    )


# Decks ----------------------------------------------------------------------------------------------------------------


@require_POST
def deck_new(request: HttpRequest) -> HttpResponse:
    form = DeckForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, "new-deck")
    return _change(request, services.create_deck, form.cleaned_data["title"], "The deck is there.")


@require_POST
def deck_rename(request: HttpRequest, deck_id: int) -> HttpResponse:
    form = DeckForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, "rename")
    title = form.cleaned_data["title"]
    return _change(
        request,
        lambda learner, deck_id, **options: services.rename_deck(learner, deck_id, title, **options),
        deck_id,
        f"The deck is called {title} now.",
    )


@require_POST
def deck_pause(request: HttpRequest, deck_id: int) -> HttpResponse:
    deck = get_object_or_404(Deck.objects.owned_by(request.user), pk=deck_id)
    return _change(request, pause, deck, f"{deck.title} is paused.")


@require_POST
def deck_resume(request: HttpRequest, deck_id: int) -> HttpResponse:
    deck = get_object_or_404(Deck.objects.owned_by(request.user), pk=deck_id)
    return _change(request, enrol, deck, f"You study {deck.title} again.")


@require_POST
def deck_delete(request: HttpRequest, deck_id: int) -> HttpResponse:
    return _change(request, services.delete_deck, deck_id, then={"deleted_deck": deck_id})


@require_POST
def deck_restore(request: HttpRequest, deck_id: int) -> HttpResponse:
    return _change(request, services.restore_deck, deck_id, "The deck is back, with its cards.")


def _change(
    request: HttpRequest, service: Any, subject: Any, said: str = "", *, then: dict[str, int] | None = None
) -> HttpResponse:
    """Call a service for what the form is about, and go back to the list as it was."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _list(request, _back(request), UNREADABLE, 422)
    try:
        service(request.user, subject, key=form.cleaned_data["key"], now=timezone.now())
    except (Card.DoesNotExist, Deck.DoesNotExist, Schedule.DoesNotExist) as error:
        raise Http404 from error
    except KeyReused:
        return _list(request, _back(request), "This form was sent before for something else. Nothing was changed.", 422)
    if said:
        messages.success(request, said)
    query = _back(request)
    for name in ("deleted", "deleted_deck"):
        query.pop(name, None)
    if then and "deleted_deck" in then:
        query.pop("deck", None)
    query.update(then or {})
    return redirect(f"{reverse('cards')}?{query.urlencode()}" if query else "cards")


def _back(request: HttpRequest) -> QueryDict:
    """The filters of the list that the form was on."""
    return QueryDict(request.POST.get("back", "")[:1_000], mutable=True)


def _first_error(form: Any) -> str:
    for name, errors in form.errors.items():
        if name != "key":
            return errors[0]
    return UNREADABLE


# Notes ----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def card_note(request: HttpRequest, card_id: int) -> HttpResponse:
    """The learner's own note on a card, built in or their own."""
    schedules = Schedule.objects.of(request.user).select_related("card__deck")
    visible = Card.objects.visible_to(request.user).filter(pk=card_id)
    schedule = get_object_or_404(schedules, card__in=visible)
    if request.method != "POST":
        form = NoteForm(initial={"key": fresh_key(), "note": schedule.note})
        return _note(request, form, schedule)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _note(request, form, schedule, status=422)
    note, key = form.cleaned_data["note"], form.cleaned_data["key"]
    try:
        write_note(request.user, card_id, note, str(markdown.render(note)), key=key, now=timezone.now())
    except KeyReused:
        form.data = form.data.copy()
        form.data["key"] = fresh_key()
        return _note(request, form, schedule, said=REUSED, status=422)
    messages.success(request, "Note saved." if note else "Note removed.")
    return redirect(_after_note(request, schedule.card))


def _note(request: HttpRequest, form: NoteForm, schedule: Schedule, said: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "card": schedule.card, "schedule": schedule, "said": said}
    context |= {"next": "review" if _to_review(request) else "", "after": _after_note(request, schedule.card)}
    return render(request, "cards/note.html", context, status=status)


def _after_note(request: HttpRequest, card: Card) -> str:
    if _to_review(request):
        return f"{reverse('review')}?card={card.pk}"
    return reverse("cards") if card.deck.owner_id else reverse("card-by-key", args=[card.key])
