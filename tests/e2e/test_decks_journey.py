"""From the catalogue to a studied deck, with the mouse and with the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from cards.models import Enrolment, Review, Topic
from tests.factories import make_card, make_deck

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def track():
    pack = make_deck("api", title="API design", is_pack=True, position=10, description="How to be called.")
    webhooks = Topic.objects.create(deck=pack, slug="webhooks", title="Webhooks", primer_html="<p>News, not truth.</p>")
    for key in ("signature", "order", "retries"):
        make_card(pack, key, topic=webhooks, stage="integration", stages=["integration"])
    stage = {"slug": "screen", "title": "Technical screen", "what": "One problem.", "judged": "Parts.", "sources": []}
    track = make_deck(
        "acme", title="Acme Backend", company="Acme", role="Engineer", position=1, description="The loop.",
        description_html="<p>The loop.</p>", about={"stages": [stage]},
    )  # fmt: skip
    track.packs.add(pack)
    make_card(track, "start", topic=Topic.objects.create(deck=track, slug="loop", title="The loop"), stage="screen")
    return track


def test_a_learner_filters_the_catalogue_and_enrols(page, sign_in, alice, track, any_width, accessible, held):
    sign_in(page, alice)
    page.goto("/decks/")
    accessible(page)

    go_on = held("**/decks/?*", times=1)
    page.get_by_label("Company").select_option("Acme")
    page.get_by_label("Stage").select_option("Integration / API")
    go_on()
    expect(page.get_by_text("3 cards match").first).to_be_visible()
    page.get_by_role("link", name="Acme Backend", exact=True).click()
    expect(page.get_by_role("heading", name="Technical screen")).to_be_visible()
    page.get_by_role("button", name="Enrol").click()

    expect(page.get_by_text("You study Acme Backend: 4 cards")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert Enrolment.objects.filter(learner=alice, deck=track).exists()
    page.get_by_role("heading", name="Topics").click()
    page.get_by_text("Primer").click()
    expect(page.get_by_text("News, not truth.")).to_be_visible()
    accessible(page)


def test_searching_a_deck_answers_while_typing(page, sign_in, alice, track, any_width, accessible):
    sign_in(page, alice)
    page.goto("/decks/acme/cards/")
    expect(page.locator(".card-list > li")).to_have_count(4)
    accessible(page)

    page.get_by_role("searchbox", name="Search", exact=True).press_sequentially("retri")

    expect(page.locator(".card-list > li")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=retri"))
    page.get_by_role("link", name="What is retries?").click()
    page.get_by_text("Show answer").click()
    expect(page.get_by_text("It is retries.")).to_be_visible()
    accessible(page)


def test_free_study_goes_by_keyboard_and_leaves_no_review(page, sign_in, alice, track, accessible):
    sign_in(page, alice)
    page.goto("/review/free/?deck=acme&topic=webhooks")
    expect(page.get_by_text("What is signature?")).to_be_visible()
    expect(page.get_by_text("It is signature.")).to_be_hidden()

    page.keyboard.press("Space")
    expect(page.get_by_text("It is signature.")).to_be_visible()
    accessible(page)
    page.keyboard.press("Space")
    expect(page.get_by_text("What is order?")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("What is signature?")).to_be_visible()

    assert not Review.objects.exists()
