"""Names, decks, tags and cards made of one endless word make no page wider than the screen."""

import pytest

from tests.factories import enrolled, make_card, make_deck

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/",
    "/cards/",
    "/cards/?deck=endless",
    "/cards/new/",
    "/cards/{card}/",
    "/cards/{card}/edit/",
    "/cards/{card}/note/",
]
PAGES += ["/decks/", "/review/", "/progress/", "/settings/", "/accounts/email/", "/accounts/delete/", "/cards/deleted/"]


def test_long_words_make_no_page_wider(page, sign_in, alice, any_width):
    alice.username = alice.first_name = "n" * 150
    alice.email = f"{'e' * 60}@{'x' * 60}.example.org"
    alice.save()
    deck = make_deck("endless", owner=alice, title="D" * 120)
    content = {"question": "Q" * 300, "answer": "A" * 300, "points": [], "notes": ""}
    card = make_card(deck, "one", content=content, tags=["t" * 40])
    enrolled(alice, deck)
    sign_in(page, alice)

    wider = []
    for address in PAGES:
        page.goto(address.format(card=card.pk))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > any_width:
            wider.append((address, width))

    assert wider == []
