"""The learner's settings, their data to take away, their reminders and the end of their account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cards.addresses import action
from cards.exchange.zipped import zipped
from cards.forms.keys import fresh_key
from cards.forms.settings import SchedulerForm, SettingsForm
from cards.operations.reminders import learner_of
from cards.queries.export import export_of
from cards.queries.memory import replanning_of
from cards.queries.search import has_own_cards
from cards.scheduling import SCHEDULERS
from cards.services.accounts import save_settings, stop_reminders
from cards.services.exporting import spend_export
from cards.services.leaving import leave
from cards.services.reading import TooOften
from cards.views.actions import Refusal, attempt_long, refuse
from cards.views.errors import or_404

EXPORTED_OFTEN = Refusal(
    429,
    "exported-often",
    "You have downloaded your data several times within an hour. It is all still here: wait an hour, then try again.",
)
GONE = "Your account and everything in it is gone. Thank you for studying with prep; goodbye."
CLOSED = (
    "Your account is closed. What is in it is being deleted now, which usually takes less than a minute. "
    "Thank you for studying with prep; goodbye."
)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _settings_page(request, _form(request))
    form = _form(request, request.POST)
    if not form.is_valid():
        return _settings_page(request, form, status=422)
    result = attempt_long(request, save_settings, form.values, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(result, Refusal):
        form.add_error(None, result.detail)
        return _settings_page(request, form, status=result.status)
    messages.success(request, "Settings saved.")
    if request.user.scheduler != form.values["scheduler"]:
        return redirect(f"{reverse('settings')}?was={request.user.scheduler}")
    return redirect("settings")


@action
def scheduler(request: HttpRequest) -> HttpResponse:
    """Plan the cards as before the change of a moment ago."""
    form = SchedulerForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, _form(request), status=422)
    values = {"scheduler": form.cleaned_data["scheduler"]}
    result = attempt_long(request, save_settings, values, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(result, Refusal):
        messages.error(request, result.detail)
    elif replanning_of(request.user) is None:
        messages.success(request, "Your cards are planned as before.")
    return redirect("settings")


@action
def export(request: HttpRequest) -> HttpResponseBase:
    """All that is the learner's, as one zip that is made piece by piece. Posted, because a link to it, or a picture
    with its address, could set anybody's browser to work."""
    now = timezone.now()
    try:
        spend_export(request.user, now)
    except TooOften:
        messages.error(request, refuse(request, EXPORTED_OFTEN).detail)
        return _settings_page(request, _form(request), status=EXPORTED_OFTEN.status)
    response = StreamingHttpResponse(zipped(export_of(request.user, now), now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="prep-{now:%Y-%m-%d}.zip"'
    return response


def _form(request: HttpRequest, data: QueryDict | None = None) -> SettingsForm:
    return SettingsForm(data, learner=request.user, wish=replanning_of(request.user))


def _settings_page(request: HttpRequest, form: SettingsForm, status: int = 200) -> HttpResponse:
    was = request.GET.get("was")
    context = {
        "wish": form.wish,
        "form": form,
        "key": fresh_key(),
        "now": timezone.now(),
        "was": was if was in SCHEDULERS and was != request.user.scheduler else None,
    }
    return render(request, "settings/settings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def delete_account(request: HttpRequest) -> HttpResponse:
    context = {"has_cards": has_own_cards(request.user)}
    if request.method != "POST":
        return render(request, "accounts/delete.html", context)
    typed = request.POST.get("confirm", "")
    if typed.strip() != request.user.get_username():
        context |= {"error": "This is not your user name. Nothing was deleted.", "typed": typed}
        return render(request, "accounts/delete.html", context, status=422)
    is_gone = leave(request.user, now=timezone.now())
    logout(request)
    messages.success(request, GONE if is_gone else CLOSED)
    return redirect("/")


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the reminders: the signed token from the mail is the proof, so that mail programs can post it (RFC 8058).

    Following the link changes nothing by itself, because scanners follow every link in a mail.
    """
    learner = or_404(learner_of(token))
    if request.method == "POST":
        stop_reminders(learner.pk)
        learner.reminder_hour = None
    return render(request, "reminders/stop.html", {"is_stopped": learner.reminder_hour is None})
