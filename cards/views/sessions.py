"""The pages of sessions that do not follow the queue, cards/views/ahead.py: each shows its first card; the review page
does the rest.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cards.queries.decks import built_in_deck, loop_of
from cards.queries.readiness import SESSIONS
from cards.queries.spare_time import in_spare_time
from cards.today import study_day_of
from cards.views.ahead import AHEAD, MISSED, MOST_OF_STAGE, NOTHING_MORE, POINTS, OfStage, OfTime
from cards.views.errors import or_404
from cards.views.review import answer_ahead


@require_safe
def ahead(request: HttpRequest) -> HttpResponse:
    """The card that is due next, before its day: a pass keeps its interval, a failure is a failure."""
    return answer_ahead(request, AHEAD)


@require_safe
def missed(request: HttpRequest) -> HttpResponse:
    """What the learner misses most, each card once today, whenever it is due: by the rules of reviewing ahead."""
    return answer_ahead(request, MISSED)


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The cards that teach what was missed in practice, the weakest point first: by the same rules."""
    return answer_ahead(request, POINTS)


@require_safe
def stage(request: HttpRequest, slug: str, stage: str, what: str, number: int) -> HttpResponse:
    """So many cards of one stage of a track, new ones or those least sure: by the same rules."""
    deck = or_404(built_in_deck(slug))
    if stage not in loop_of(deck) or what not in SESSIONS or number > MOST_OF_STAGE:
        raise Http404
    return answer_ahead(request, OfStage(what, number, slug, stage, deck).way)


@require_safe
def spare_time(request: HttpRequest) -> HttpResponse:
    """A quarter of an hour of what helps most, whatever is due: how many cards that is."""
    if number := in_spare_time(request.user, study_day_of(request)):
        return redirect("review-time", number)
    messages.info(request, NOTHING_MORE)
    return redirect("review")


@require_safe
def in_time(request: HttpRequest, number: int) -> HttpResponse:
    """So many of these cards, each time the one that a minute does most for: by the same rules."""
    if number > MOST_OF_STAGE:
        raise Http404
    return answer_ahead(request, OfTime(number).way)
