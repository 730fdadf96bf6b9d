"""Where to begin with a deck: what comes first, what is known already, how many new cards a day and their minutes."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cards.forms.keys import fresh_key
from cards.forms.start import FIRST, KNOWN, StartForm
from cards.models import Deck
from cards.queries.decks import built_in_deck, parts_of, stages_and_topics
from cards.queries.new_cards import loads_of
from cards.services.decks import begin_with
from cards.views.actions import Refusal, attempt
from cards.views.errors import or_404

NUMBERS = {3, settings.NEW_PER_DAY, 10, 20}


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    deck = or_404(built_in_deck(slug))
    stages, topics = stages_and_topics(parts_of(deck))
    form = StartForm(request.POST or None, learner=request.user, stages=stages, topics=topics)
    if request.method != "POST":
        return _page(request, deck, form)
    if not form.is_valid():
        return _page(request, deck, form, status=422)
    if "look" in request.POST:
        return _page(request, deck, form)
    result = attempt(
        request,
        begin_with,
        deck,
        form.part(FIRST),
        form.part(KNOWN),
        form.cleaned_data["new_per_day"],
        among=form.part_of_all,
        key=form.cleaned_data["key"],
        now=timezone.now(),
    )
    if isinstance(result, Refusal):
        return _page(request, deck, form, result.detail, result.status)
    messages.success(request, f"{deck.title} begins as you chose. You can come back here and change it any time.")
    return redirect("deck", slug=slug)


def _page(request: HttpRequest, deck: Deck, form: StartForm, said: str = "", status: int = 200) -> HttpResponse:
    wanted = getattr(form, "cleaned_data", {}).get("new_per_day", request.user.new_per_day)
    first, known = form.part(FIRST), form.part(KNOWN)
    context = {
        "deck": deck,
        "form": form,
        "said": said,
        "wanted": wanted,
        "usual": settings.NEW_PER_DAY,
        "loads": loads_of(request.user, deck, sorted({*NUMBERS, wanted} - {0}), first=first, known=known),
        "write_key": request.POST.get("key") if status == 200 and form.is_bound else fresh_key(),
    }
    return render(request, "decks/start.html", context, status=status)
