"""A kind of card that prep does not know, in a browser: its fields in the editor, its ticks in review."""

import pytest
from playwright.sync_api import expect

from cards.models import Review
from tests.factories import enrolled, make_card, make_deck

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("spoken")]
CONTENT = {
    "question": "Design a cache.",
    "points": [
        {"text": "Eviction", "critical": True, "weight": 15},
        {"text": "Warming up", "critical": False, "weight": 5},
    ],
}


@pytest.fixture
def card(alice):
    deck = make_deck("mine", owner=alice)
    card = make_card(deck, "cache", kind="spoken", content=CONTENT)
    enrolled(alice, deck)
    return card


def test_the_editor_shows_the_fields_of_the_kind_that_is_chosen(page, sign_in, alice, card):
    fields = {"recall": "question", "cloze": "text", "spoken": "spoken-points"}
    sign_in(page, alice)
    page.goto(f"/cards/{card.pk}/edit/")

    for kind, shown in fields.items():
        page.locator(f"[name=kind][value={kind}]").check()

        for field in fields.values():
            expect(page.locator(f"[name={field}]")).to_be_visible(visible=field == shown)
        expect(page.locator("[name=notes]")).to_be_visible()
        expect(page.locator("[name=points]")).to_be_visible(visible=kind != "spoken")


def test_what_is_ticked_and_written_on_a_card_goes_with_the_grade(page, sign_in, alice, card):
    sign_in(page, alice)
    page.goto("/review/")

    page.get_by_label("Your answer").fill("Least recently used")
    page.get_by_text("Show answer").click()
    page.get_by_label("Eviction").check()
    page.get_by_role("button", name="Grade by what I ticked").click()

    expect(page.locator("[data-live]")).to_have_text("")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    review = Review.objects.get()
    assert review.detail == {"points": {"0": "said"}, "text": "Least recently used"}
    assert review.quality == 4
