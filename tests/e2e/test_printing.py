"""A list of cards as it comes on paper."""

import pytest
from playwright.sync_api import expect

from tests.factories import enrolled, make_card, make_cards, make_deck

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = {"text": "HTTP says that {{c1::PUT}} is idempotent.", "points": [], "notes": ""}


def test_my_cards_are_printed_whole(page, sign_in, accessible, alice):
    deck = make_deck("own", owner=alice)
    make_cards(deck, 55)
    make_card(deck, "verbs", kind="cloze", content=TEXT, ordinal=1)
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/cards/")
    page.get_by_role("link", name="Print with answers").click()

    expect(page.get_by_text("56 cards with their answers")).to_be_visible()
    accessible(page)
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")

    page.emulate_media(media="print")
    expect(page.get_by_role("article")).to_have_count(56)
    expect(page.get_by_text("It is card-0.")).to_be_visible()
    expect(page.locator(".question:visible", has_text="is idempotent")).to_have_count(1)
    for aside in (page.locator(".site-header"), page.get_by_role("button", name="Print")):
        expect(aside).to_be_hidden()
