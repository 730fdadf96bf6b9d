"""Light, dark, or as the system: on every page, for learners and for visitors."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cards.accounts.themes import remember_theme
from cards.addresses import action
from cards.forms.theme import ThemeForm
from cards.services.accounts import save_settings
from cards.views.actions import Refusal, attempt
from cards.views.partials import see_other, wants_part


@login_not_required
@action
def theme(request: HttpRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    chosen = {"theme": form.cleaned_data["theme"]}
    if request.user.is_authenticated:
        result = attempt(request, save_settings, chosen, key=form.cleaned_data["key"], now=timezone.now())
        if isinstance(result, Refusal):
            raise BadRequest(result.detail)
    response = HttpResponse(status=204) if wants_part(request) else see_other(form.cleaned_data["next"])
    remember_theme(response, chosen["theme"])
    return response
