"""Rehearsing a whole loop: its rounds one after the other, and at the end what came of each."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards.addresses import action
from cards.forms.keys import KeyForm
from cards.forms.mocks import RoundForm, TalkForm, TalkGradeForm, said_in, typed_into
from cards.models import Mock
from cards.queries.decks import built_in_deck
from cards.queries.holding import as_may_be_shown
from cards.queries.mocks import mock_of, progress_of
from cards.services.mocks import begin_mock, end_mock, hold_round, hold_talk, keep_talk, keep_talk_time
from cards.services.reading import TooOften, reading
from cards.services.review import grade_card
from cards.today import study_day_of
from cards.views.actions import TOO_OFTEN, UNREADABLE, Refusal, attempt, refuse, wants_json
from cards.views.errors import or_404
from cards.views.partials import see_other
from cards.views.practice import KEPT_ELSEWHERE
from cards.views.review import GRADES

NOTHING = "Nothing of this loop is left to be rehearsed today. Come back tomorrow."
MOVED_ON = "This round was held already, in another tab or on another device."
ASKED_AGAIN = "The loop that you are rehearsing asks this card again: grade it when that loop is over."
ENDED = "This loop was ended in another tab or on another device."


def found(request: HttpRequest, slug: str, mock_id: int) -> Mock:
    mock = or_404(mock_of(request.user, mock_id))
    if mock.deck.slug != slug:
        raise Http404
    return mock


@require_safe
def mock(request: HttpRequest, slug: str, mock_id: int) -> HttpResponse:
    return page(request, found(request, slug, mock_id))


def page(
    request: HttpRequest, mock: Mock, said: str = "", status: int = 200, typed: dict[str, str] | None = None
) -> HttpResponse:
    progress = as_may_be_shown(request.user, progress_of(request.user, mock), study_day_of(request))
    current = None if progress.is_over else progress.next
    context = {
        "mock": mock,
        "deck": mock.deck,
        "progress": progress,
        "current": current,
        "said": said,
        "talk": typed_into(current, typed or {}) if current else [],
        "unkept": [text for text in typed.values() if text] if typed and not current else [],
        "most": settings.MOCK_CHARACTERS,
        "grades": GRADES[request.user.grades_shown],
    }
    return render(request, "decks/mock.html", context, status=status)


@action
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    deck, form = or_404(built_in_deck(slug)), KeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE.detail)
        return redirect("deck-rehearsals", slug)
    begun = attempt(request, begin_mock, deck, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(begun, Refusal) or not begun:
        messages.error(request, begun.detail if isinstance(begun, Refusal) else NOTHING)
        return redirect("deck-rehearsals", slug)
    return see_other("mock", slug, str(begun["mock"]))


@action
def hold(request: HttpRequest, slug: str, mock_id: int) -> HttpResponse:
    mock, form = found(request, slug, mock_id), RoundForm(request.POST)
    if not form.is_valid():
        return page(request, mock, UNREADABLE.detail, UNREADABLE.status)
    values = form.cleaned_data
    held = attempt(request, hold_round, mock.pk, values["place"], key=values["key"], now=timezone.now())
    if isinstance(held, Refusal):
        said = _why(request, mock, values["place"], held, is_written=False)
        return page(request, found(request, slug, mock_id), said, held.status)
    return see_other("practise", held["card"])


@action
def talk(request: HttpRequest, slug: str, mock_id: int) -> HttpResponse:
    mock, form = found(request, slug, mock_id), TalkForm(request.POST)
    if not form.is_valid():
        said = " ".join(form.non_field_errors()) or UNREADABLE.detail
        return page(request, mock, said, 422, said_in(request.POST))
    values, said = form.cleaned_data, form.said
    held = attempt(
        request, hold_talk, mock.pk, values["place"], said, **form.page, key=values["key"], now=timezone.now()
    )
    if isinstance(held, Refusal):
        why = _why(request, mock, values["place"], held)
        return page(request, found(request, slug, mock_id), why, held.status, said)
    messages.success(request, "What you said is kept.")
    return see_other("mock", slug, str(mock.pk))


@action
def keep(request: HttpRequest, slug: str, mock_id: int) -> HttpResponse:
    """What was typed in a talk so far. Programs of the page are told as JSON; a plain form goes back."""
    mock, form = found(request, slug, mock_id), TalkForm(request.POST)
    if not form.is_valid():
        why = " ".join(form.non_field_errors()) or UNREADABLE.detail
        return _not_kept(request, mock, why, 422)
    place = form.cleaned_data["place"]
    if request.POST.get("only") == "time":  # from a page that is being left: nobody waits for the answer
        done = attempt(request, keep_talk_time, mock.pk, place, **form.page)
        return HttpResponse(status=done.status if isinstance(done, Refusal) else 204)
    try:
        with reading(request.user, timezone.now()):
            kept = attempt(request, keep_talk, mock.pk, place, form.said, **form.page, now=timezone.now())
    except TooOften:
        kept = refuse(request, TOO_OFTEN)
    if isinstance(kept, Refusal):
        return _not_kept(request, mock, _why(request, mock, place, kept), kept.status)
    if wants_json(request):
        return JsonResponse({"kept": True})
    response = see_other("mock", slug, str(mock.pk))
    response["Location"] += "#talk"
    return response


def _not_kept(request: HttpRequest, mock: Mock, why: str, status: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"kept": False, "said": why}, status=status)
    return page(request, mock_of(request.user, mock.pk) or mock, why, status, said_in(request.POST))


def _why(request: HttpRequest, mock: Mock, place: int, refusal: Refusal, *, is_written: bool = True) -> str:
    """Whether another page ended the loop, held the round, or only wrote in it."""
    if refusal.code != "stale":
        return refusal.detail
    stored = mock_of(request.user, mock.pk) or mock
    if stored.ended_at:
        return ENDED
    current = progress_of(request.user, stored).next
    return KEPT_ELSEWHERE if is_written and current and current.place == place else MOVED_ON


@action
def grade(request: HttpRequest, slug: str, mock_id: int) -> HttpResponse:
    """A card of a talk, by the way of every review. Not before the loop is over."""
    mock, form = found(request, slug, mock_id), TalkGradeForm(request.POST)
    progress = as_may_be_shown(request.user, progress_of(request.user, mock), study_day_of(request))
    asked = {each.card.pk: each for round_ in progress.rounds for each in round_.talk} if progress.is_over else {}
    if not form.is_valid() or form.cleaned_data["card"] not in asked:
        return page(request, mock, UNREADABLE.detail, UNREADABLE.status)
    values = form.cleaned_data
    if asked[values["card"]].withheld_by:
        return page(request, mock, ASKED_AGAIN, 422)
    graded = attempt(
        request,
        grade_card,
        values["card"],
        values["quality"],
        key=values["review"],
        version=values["version"],
        reviewed_at=timezone.now(),
    )
    if isinstance(graded, Refusal):
        return page(request, mock, graded.detail, graded.status)
    response = see_other("mock", slug, str(mock.pk))
    response["Location"] += "#answers"
    return response


@action
def end(request: HttpRequest, slug: str, mock_id: int) -> HttpResponse:
    mock, form = found(request, slug, mock_id), KeyForm(request.POST)
    if not form.is_valid():
        return page(request, mock, UNREADABLE.detail, UNREADABLE.status)
    ended = attempt(request, end_mock, mock.pk, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(ended, Refusal):
        return page(request, mock, ended.detail, ended.status)
    return see_other("mock", slug, str(mock.pk))
