"""The grades: what they say, what a newcomer is told of them, and what is said after a press."""

import pytest
from playwright.sync_api import expect

from cards.models import Schedule
from tests.e2e.conftest import NARROW
from tests.e2e.test_review import expect_card, grade, qualities
from tests.factories import enrolled, make_cards, make_deck

pytestmark = pytest.mark.django_db(transaction=True)
MEANINGS = {
    "Again": "I did not know it. It starts anew",
    "Hard": "I knew most of it. Once more today",
    "Good": "I knew it",
    "Easy": "I knew it at once. Less often",
}


@pytest.fixture
def cards(alice):
    deck = make_deck(title="Demo")
    cards = make_cards(deck, 3)
    enrolled(alice, deck)
    return cards


def test_a_newcomer_is_told_once_above_the_buttons(any_width, page, sign_in, alice, cards, accessible):
    sign_in(page, alice)
    page.goto("/review/")
    told = page.locator(".meanings")
    expect(told).to_be_hidden()

    page.keyboard.press("Space")
    expect(told.locator("dt")).to_have_text(list(MEANINGS))
    expect(told.locator("dd")).to_have_text(list(MEANINGS.values()))
    expect(told).to_be_in_viewport(ratio=1)
    lines = told.evaluate("told => [...told.children].map((line) => line.getClientRects()[0].height)")
    assert max(lines) < 24  # one line each
    assert page.evaluate("document.documentElement.scrollWidth") <= any_width
    expect(grade(page, "Hard")).to_contain_text("today, then 1 day, later 6 days")
    accessible(page)
    page.keyboard.press("3")

    expect_card(page, 1)
    page.keyboard.press("Space")
    expect(grade(page, "Good")).to_be_visible()
    expect(told).to_have_count(0)
    page.reload()
    expect(told).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_text(MEANINGS["Hard"])).to_be_visible()


def test_without_scripts_it_is_told_once_too(new_context, sign_in, alice, cards):
    page = new_context(java_script_enabled=False).new_page()
    page.set_viewport_size(NARROW)
    sign_in(page, alice)
    page.goto("/review/")
    page.get_by_text("Show answer").click()
    expect(page.locator(".meanings")).to_be_in_viewport(ratio=1)

    grade(page, "Good").click()
    expect_card(page, 1)
    page.get_by_text("Show answer").click()

    expect(grade(page, "Good")).to_be_visible()
    expect(page.locator(".meanings")).to_have_count(0)


@pytest.mark.browser_context_args(viewport=NARROW, has_touch=True, is_mobile=True)
def test_the_end_of_a_long_answer_is_above_what_a_newcomer_is_told(page, sign_in, alice, cards):
    first = cards[0]
    first.html["answer"] = "<p>A line.</p>" * 60 + "<p>The very end.</p>"
    first.save()
    sign_in(page, alice)
    page.goto("/review/")
    page.get_by_text("Show answer").tap()

    page.evaluate("scrollTo(0, document.body.scrollHeight)")

    end, told = page.get_by_text("The very end.").bounding_box(), page.locator(".meanings").bounding_box()
    assert end["y"] + end["height"] < told["y"]


@pytest.mark.parametrize("key", ["b", "s"])
def test_what_was_set_aside_is_said_beside_the_counts_and_can_be_undone_there(
    any_width, page, sign_in, alice, cards, key
):
    sign_in(page, alice)
    page.goto("/review/")
    page.keyboard.press(key)
    expect_card(page, 1)
    said = page.locator(".said")
    toast = said.bounding_box()
    for seen in (".counts", "[data-clock]", "#card"):
        assert page.locator(seen).bounding_box()["y"] >= toast["y"] + toast["height"]
    assert toast["x"] >= 0
    assert toast["x"] + toast["width"] <= any_width
    if any_width == NARROW["width"]:
        assert 44 <= said.get_by_role("button").bounding_box()["height"] < 48  # "Undo" on one line

    said.get_by_role("button", name="Undo").click()

    expect_card(page, 0)
    schedule = Schedule.objects.get(card=cards[0])
    assert (schedule.buried_until, schedule.is_suspended) == (None, False)
    assert qualities() == []


def test_what_was_said_goes_by_itself_unless_somebody_is_at_it(page, sign_in, alice, cards):
    sign_in(page, alice)
    page.goto("/review/")
    page.keyboard.press("b")
    said = page.locator(".said")
    expect(said).to_be_visible()
    end = "(said) => said.getAnimations().forEach((animation) => animation.finish())"

    said.get_by_role("button").focus()
    assert said.evaluate("(said) => said.getAnimations()[0].playState") == "paused"
    page.locator("#card").focus()
    said.evaluate(end)

    expect(said).to_be_hidden()
