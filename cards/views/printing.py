"""A list of cards on paper: whole questions and answers, all that the list found and not one page of it."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cards.queries.deck_cards import Listed, notes_on, to_print
from cards.queries.holding import held_cards
from cards.today import study_day_of

SIZES = (1_000, 100, 10)
"""How many cards one document has: fewer, where they are long."""


def size_of(asked: dict[str, object]) -> int:
    """How many cards a page of the list has that was asked for: on the screen, or on paper."""
    wanted = asked.get("print")
    if not wanted:
        return settings.CARDS_PER_PAGE
    return next((size for size in SIZES if size <= wanted), SIZES[-1])


def printed(request: HttpRequest, listed: Listed, title: str, size: int) -> HttpResponse:
    """The document with these cards; of cards too long for one, a shorter one that begins with the same card."""
    pks = [card.pk for card in listed.cards]
    whole, length = {}, 0
    for card in to_print(pks, SIZES[-1]):
        whole[card.pk] = card
        length += sum(map(len, card.html.values()))
        if length > settings.PRINTED_CHARACTERS and size > SIZES[-1]:
            shorter = SIZES[SIZES.index(size) + 1]
            first = (listed.page - 1) * (size // shorter) + 1
            return redirect(f"{request.path}?{urlencode(request.GET.dict() | {'print': shorter, 'page': first})}")
    for pk, note_html in notes_on(request.user, pks).items():
        whole[pk].note_html = note_html
    for pk in whole.keys() & held_cards(request.user, study_day_of(request)).keys():
        whole[pk].is_withheld = True
    cards, first = [whole[pk] for pk in pks if pk in whole], (listed.page - 1) * size + 1
    context = {"title": title, "listed": listed, "cards": cards, "first": first, "last": first + len(cards) - 1}
    return render(request, "cards/print.html", context)
