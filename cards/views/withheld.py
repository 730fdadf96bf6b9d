"""Pages of a card whose answer a loop holds back lead to the loop."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cards.models import Card
from cards.queries.holding import withholding
from cards.today import study_day_of


def to_the_loop(request: HttpRequest, card: Card) -> HttpResponse | None:
    """None: no loop under way asks this card."""
    mock = withholding(request.user, card, study_day_of(request))
    return redirect("mock", mock.deck.slug, mock.pk) if mock else None
