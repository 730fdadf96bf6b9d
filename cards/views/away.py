"""Days away: said before they come, with what they do to the plan, and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from cards.addresses import action
from cards.forms.away import AwayForm
from cards.forms.keys import FreeKeyForm, KeyForm, fresh_key
from cards.queries.away import Effect, effect_of
from cards.services.away import can_undo_away, go_away, stay, undo_away
from cards.services.reading import TooOften, reading
from cards.today import study_day_of
from cards.views.actions import TOO_OFTEN, Refusal, attempt_long, refuse
from cards.views.partials import render_part, see_other

TEMPLATE = "plan/away.html"


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """The days away, and what more of them would do: a GET with days looks, a POST stores, or looks too."""
    today = study_day_of(request)
    if request.method != "POST":
        is_asked = "first" in request.GET
        return _shown(request, AwayForm(request.GET if is_asked else None, today=today))
    form, key = AwayForm(request.POST, today=today), FreeKeyForm(request.POST)
    if "look" in request.POST:  # without JavaScript: a form that is sent by GET would put its token into the address
        return _shown(request, form)
    if not (form.is_valid() and key.is_valid()):
        return _shown(request, form, status=422)
    result = attempt_long(request, go_away, *form.stretch, key=key.cleaned_data["key"], now=timezone.now())
    if isinstance(result, Refusal):
        form.add_error(None, result.detail)
        return _shown(request, form, status=result.status)
    messages.success(request, "Kept: nothing is asked on these days, and they break no streak.")
    return see_other("plan-away")


@action
def remove(request: HttpRequest) -> HttpResponse:
    """Be there after all."""
    form, first = KeyForm(request.POST), _day_in(request.POST.get("first"))
    if form.is_valid() and first:
        result = attempt_long(request, stay, first, key=form.cleaned_data["key"], now=timezone.now())
        if isinstance(result, Refusal):
            messages.error(request, result.detail)
        elif result["stayed"]:
            messages.success(request, "Taken back: these days ask as usual.")
        else:
            messages.error(request, "These days were not said any more: look at what is below.")
    return see_other("plan-away")


@action
def undo(request: HttpRequest) -> HttpResponse:
    form = FreeKeyForm(request.POST)
    if form.is_valid():
        result = attempt_long(request, undo_away, key=form.cleaned_data["key"], now=timezone.now())
        if isinstance(result, Refusal):
            messages.error(request, result.detail)
        elif result["undone"]:
            messages.success(request, "Undone: your days away are as they were before.")
        else:
            messages.success(request, "Nothing was to be undone.")
    return see_other("plan-away")


def _day_in(text: str | None):
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def _shown(request: HttpRequest, form: AwayForm, status: int = 200) -> HttpResponse:
    today = study_day_of(request)
    effect, said = None, ""
    try:
        effect = _effect(request, form) if form.is_bound and form.is_valid() else None
    except TooOften:
        refusal = refuse(request, TOO_OFTEN)
        said, status = refusal.detail, refusal.status
    if form.is_bound and form.errors and status == 200:
        status = 422
    context = {
        "form": form,
        "effect": effect,
        "said": said,
        "stretches": [stretch for stretch in request.user.away if stretch[1] >= today],
        "can_undo": can_undo_away(request.user),
        "key": fresh_key(),
        "today": today,
    }
    return render_part(request, TEMPLATE, "effect", context, status=status)


def _effect(request: HttpRequest, form: AwayForm) -> Effect:
    with reading(request.user, timezone.now()):
        return effect_of(request.user, form.stretch, study_day_of(request))
