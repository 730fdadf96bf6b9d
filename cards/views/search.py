"""Search: the cards of every deck that the learner studies or has, the best matches first."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cards.forms.cards import SearchForm
from cards.queries.search import found_cards, own_decks, studied_decks
from cards.today import study_day_of
from cards.views.partials import render_part


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    is_valid = form.is_valid()
    asked = form.cleaned_data
    q, today = asked.get("q", ""), study_day_of(request)
    decks = own_decks(request.user) + studied_decks(request.user)
    within = [deck for deck in decks if deck.pk == asked.get("deck")] if asked.get("deck") else decks
    listed = q and found_cards(
        request.user,
        within,
        today,
        q=q,
        state=asked.get("state", ""),
        page=asked.get("page") or 1,
        size=settings.RESULTS_PER_PAGE,
    )
    context = {
        "form": form,
        "asked": asked,
        "typed": form["q"].value() or "",
        "listed": listed,
        "decks": decks,
        "search_words": settings.SEARCH_WORDS,
        "today": today,
    }
    return render_part(request, "search/search.html", "found", context, 200 if is_valid else 422)
