"""Writing cards: the editor with its preview, and notes on any card."""

from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cards import markdown
from cards.addresses import action
from cards.forms.cards import FIRST_DECK, CardForm, NoteForm, SaveCardForm, section_fields, written_values
from cards.forms.keys import fresh_key, number_in
from cards.kinds import KINDS, USUAL_KIND, Flaw, render_card
from cards.models import Card, Schedule
from cards.queries import search
from cards.queries.card import schedule_with_card, visible_card
from cards.queries.holding import withholding
from cards.services.cards import create_card, edit_card
from cards.services.reading import TooOften, reading
from cards.services.review import write_note
from cards.today import study_day_of
from cards.views.actions import STALE, TOO_OFTEN, Refusal, attempt, refuse
from cards.views.errors import or_404
from cards.views.partials import render_part

TEMPLATE = "cards/edit.html"
PARTS_SHOWN = 3


def within_share[**P](view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page read what is posted to it for no more than a learner's share of a worker's time."""

    @wraps(view)
    def limited(request: HttpRequest, *arguments: P.args, **options: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *arguments, **options)
        try:
            with reading(request.user, timezone.now()):
                return view(request, *arguments, **options)
        except TooOften:
            refuse(request, TOO_OFTEN)
            return _not_read(request, **options)

    return limited


def _not_read(request: HttpRequest, card_id: int | None = None) -> HttpResponse:
    """The form with what was typed, without having read it."""
    page = request.resolver_match.url_name
    if page == "card-note":
        schedule = or_404(schedule_with_card(request.user, card_id))
        return _note(request, NoteForm(initial=request.POST.dict()), schedule, refusal=TOO_OFTEN)
    card = _own_card(request, card_id) if card_id else None
    form = CardForm(request.user, initial=request.POST.dict())
    form.flaws = [Flaw("preview", TOO_OFTEN.detail.removesuffix("."))]
    return _editor(request, form, card, refusal=TOO_OFTEN, part="preview" if page == "card-preview" else "editor")


@require_http_methods(["GET", "HEAD", "POST"])
@within_share
def card_new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _editor(request, CardForm(request.user, initial=_first_values(request)))
    form = SaveCardForm(request.user, request.POST)
    if not form.is_valid():
        return _editor(request, form, status=422)
    text, same = form.written(), _same_question(request, form)
    ids = attempt(request, create_card, text, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(ids, Refusal):
        return _editor(request, form, refusal=ids)
    each = KINDS[text.kind].part.lower()
    _say_saved(request, "Card added." if len(ids) == 1 else f"{len(ids)} cards added, one for each {each}.", same)
    if "another" in request.POST:
        return _another(request, ids[0])
    return redirect(_back_to(request) or "cards")


@require_http_methods(["GET", "HEAD", "POST"])
@within_share
def card_edit(request: HttpRequest, card_id: int) -> HttpResponse:
    if request.method != "POST":
        card = _own_card(request, card_id)
        return _editor(request, CardForm(request.user, initial=_values_of(card)), card)
    form = SaveCardForm(request.user, _with_kind(request, card_id))
    if not form.is_valid():
        return _editor(request, form, _own_card(request, card_id), status=422)
    values, text = form.cleaned_data, form.written()
    ids = attempt(
        request,
        edit_card,
        card_id,
        text,
        version=values["version"] or 0,
        asks_again=values["asks_again"],
        key=values["key"],
        now=timezone.now(),
    )
    if isinstance(ids, Refusal):
        return _editor(request, form, _own_card(request, card_id), refusal=ids)
    _say_saved(request, "Saved.", _same_question(request, form, card_id))
    if "another" in request.POST:
        return _another(request, ids[0])
    return redirect(_back_to(request, card_id) or "cards")


def _another(request: HttpRequest, like: int) -> HttpResponse:
    back = _back_to(request)
    return redirect(f"{reverse('card-new')}?{urlencode({'like': like} | ({'next': back} if back else {}))}")


def _own_card(request: HttpRequest, card_id: int) -> Card:
    return or_404(search.own_card(request.user, card_id))


def _with_kind(request: HttpRequest, card_id: int) -> QueryDict:
    """A card keeps its kind if the form doesn't say."""
    data = request.POST.copy()
    if "kind" not in data:
        data["kind"] = _own_card(request, card_id).kind
    return data


@action
@within_share
def card_preview(request: HttpRequest) -> HttpResponse:
    """The card that is being written, as review will show it. Writes nothing."""
    form = CardForm(request.user, request.POST)
    form.is_valid()
    card_id = form.cleaned_data.get("card")
    card = _own_card(request, card_id) if card_id else None
    too_large = any("longer than" in flaw.message for flaw in form.flaws)
    return _editor(request, form, card, part="preview", status=422 if too_large or "kind" in form.errors else 200)


def _editor(
    request: HttpRequest,
    form: CardForm,
    card: Card | None = None,
    *,
    refusal: Refusal | None = None,
    part: str = "editor",
    status: int = 200,
) -> HttpResponse:
    if form.is_bound and refusal:
        # The next press is another write, made in knowledge of what is stored now.
        form.data = form.data.copy()
        form.data["key"] = fresh_key()
        if card:
            form.data["version"] = card.version
    flaws = form.flaws
    can_be_compared = form.is_bound and not flaws and "kind" in form.cleaned_data
    same = _same_question(request, form, card.pk if card else None) if can_be_compared else None
    context = {
        "form": form,
        "card": card,
        "said": refusal.detail if refusal and refusal != STALE else "",
        "stored": _as_stored(card) if card and refusal == STALE else None,
        "flaws": flaws,
        "same": same,
        "next": _back_to(request, card.pk if card else number_in(request.GET.get("like"))),
        "delete_key": fresh_key(),
    }
    return render_part(request, TEMPLATE, part, context | _preview(form, card), refusal.status if refusal else status)


def _same_question(request: HttpRequest, form: CardForm, but: int | None = None) -> Card | None:
    return search.same_question(request.user, form.cleaned_data["kind"], form.content, but=but)


def _preview(form: CardForm, card: Card | None) -> dict[str, Any]:
    """The card as its kind shows it, or those of its first parts; cards that are not stored, for their templates."""
    if not form.is_bound:
        return {"previews": [card] if card else []}
    if form.flaws or "kind" not in form.cleaned_data:
        return {"previews": []}
    name, content = form.cleaned_data["kind"], form.content
    ordinals = KINDS[name].ordinals(content)
    return {
        "previews": [
            SimpleNamespace(kind=name, ordinal=ordinal, html=render_card(name, content, ordinal))
            for ordinal in ordinals[:PARTS_SHOWN]
        ],
        "more_parts": max(0, len(ordinals) - PARTS_SHOWN),
        "remarks": KINDS[name].remarks(content),
        "part": KINDS[name].part.lower(),
    }


def _first_values(request: HttpRequest) -> dict[str, Any]:
    """What a new card starts with: a deck, and what it shares with the card that it is to be like."""
    values: dict[str, Any] = {"key": fresh_key(), "kind": USUAL_KIND}
    like = number_in(request.GET.get("like"))
    if like:
        card = or_404(visible_card(request.user, like))
        values |= {"kind": card.kind, "tags": ", ".join(card.tags), "stage": card.stage}
        values["deck"] = card.deck.slug if card.deck.owner_id else ""
    if not values.get("deck"):
        values["deck"] = request.GET.get("deck") or search.latest_deck(request.user)
    if not values["deck"]:
        values["new_deck"] = FIRST_DECK
    return values


def _values_of(card: Card) -> dict[str, Any]:
    return written_values(KINDS[card.kind], card.content) | {
        "key": fresh_key(),
        "card": card.pk,
        "version": card.version,
        "kind": card.kind,
        "deck": card.deck.slug,
        "tags": ", ".join(card.tags),
        "stage": card.stage,
        "minutes": f"{card.minutes:g}",
    }


def _as_stored(card: Card) -> list[tuple[str, str]]:
    """What a card says, by the labels of its fields."""
    values, kind = _values_of(card), KINDS[card.kind]
    said = [(field.section.title, values[field.name]) for field in section_fields() if kind in field.kinds]
    return [(label, text) for label, text in [*said, ("Tags", values["tags"])] if text]


def _say_saved(request: HttpRequest, said: str, same: Card | None) -> None:
    """A second card with the same question is no mistake, but worth knowing."""
    messages.success(request, f"{said} You have another card that asks the same." if same else said)


def _back_to(request: HttpRequest, card_id: int | None = None) -> str:
    """Where a form leads that was opened from the card's page or from review; "" for any other.

    `next=review` in an address leads to the card that was asked, its answer open, and also says of which deck alone,
    and whether ahead; the form carries the whole address.
    """
    back, review = request.POST.get("next") or request.GET.get("next") or "", reverse("review")
    pages = {review, reverse("card", args=[card_id])} if card_id else {review}
    if back.partition("?")[0] in pages:
        return back
    if back != "review":
        return ""
    query = {
        "card": card_id,
        "open": "on",
        "deck": number_in(request.GET.get("only")),
        "ahead": request.GET.get("ahead"),
    }
    return f"{review}?{urlencode({name: value for name, value in query.items() if value})}"


# Notes ----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@within_share
def card_note(request: HttpRequest, card_id: int) -> HttpResponse:
    """The learner's own note on a card, built in or their own."""
    schedule = or_404(schedule_with_card(request.user, card_id))
    if request.method != "POST":
        form = NoteForm(initial={"key": fresh_key(), "note": schedule.note})
        return _note(request, form, schedule)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _note(request, form, schedule, status=422)
    note, key = form.cleaned_data["note"], form.cleaned_data["key"]
    html = str(markdown.render(note))
    written = attempt(request, write_note, card_id, note, html, key=key, now=timezone.now())
    if isinstance(written, Refusal):
        form.data = form.data.copy()
        form.data["key"] = fresh_key()
        return _note(request, form, schedule, refusal=written)
    messages.success(request, "Note saved." if note else "Note removed.")
    return redirect(_back_to(request, card_id) or _after_note(schedule.card))


def _note(
    request: HttpRequest, form: NoteForm, schedule: Schedule, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    said, status = (refusal.detail, refusal.status) if refusal else ("", status)
    context = {"form": form, "card": schedule.card, "schedule": schedule, "said": said}
    context["withheld_by"] = withholding(request.user, schedule.card, study_day_of(request))
    back = _back_to(request, schedule.card_id)
    context |= {"next": back, "after": back or _after_note(schedule.card)}
    return render_part(request, "cards/note.html", "note", context, status)


def _after_note(card: Card) -> str:
    return reverse("cards") if card.deck.owner_id else reverse("card-by-key", args=[card.key])
