"""Search by keyboard, on a phone, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from cards.models import Topic
from tests.factories import enrolled, make_card, make_deck

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def studied(alice):
    deck = make_deck("db", title="Databases")
    topic = Topic.objects.create(deck=deck, slug="tx", title="Transactions")
    for key in ("deadlock", "isolation"):
        make_card(deck, key, topic=topic)
    mine = make_deck("mine", owner=alice, title="Mine")
    make_card(mine, "deadlock-again")
    enrolled(alice, deck)
    enrolled(alice, mine)


def test_a_slash_and_arrows_lead_to_a_card(page, sign_in, alice, studied, any_width, held):
    sign_in(page, alice)
    page.goto("/settings/")

    page.keyboard.press("/")
    if any_width < 1000:  # the header's field is folded away: its button leads to the page
        expect(page.get_by_label("Words")).to_be_focused()
        page.keyboard.type("daedlock")
    else:
        expect(page.get_by_label("Search all cards")).to_be_focused()
        page.keyboard.type("daedlock")
        page.keyboard.press("Enter")

    expect(page.get_by_text("Showing results for deadlock")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("deadlock")
    page.wait_for_load_state()  # keys are heard from then on
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_label("Words")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    again = page.get_by_role("link", name="What is deadlock-again?")
    expect(again.and_(page.locator(".ask").nth(1))).to_be_focused()
    go_on = held("**/search/?*")
    with page.expect_request("**/search/?*"):
        page.get_by_label("Words").evaluate("""(field) => {
            field.value = "deadlock again";
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }""")
    go_on()
    expect(page.locator(".ask")).to_have_count(1)
    expect(again).to_be_focused()  # the answer to the last letters came late
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Words")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("/")
    page.keyboard.type("isolation")
    expect(page.locator(".ask")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="What is isolation?")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What is isolation?")).to_be_visible()


@pytest.mark.parametrize("q", ["", "deadlock", "daedlock", "nothing"])
def test_everybody_can_read_what_was_found(page, sign_in, alice, studied, any_width, accessible, q):
    sign_in(page, alice)
    page.goto(f"/search/?q={q}")

    accessible(page)


def test_a_slash_in_a_field_is_a_letter(page, sign_in, alice, studied):
    sign_in(page, alice)
    page.goto("/cards/new/")

    page.get_by_label("Question", exact=True).fill("")
    page.keyboard.press("/")

    expect(page.get_by_label("Question", exact=True)).to_have_value("/")


def test_a_slash_while_reviewing_leaves_the_card_ungraded(page, sign_in, alice, studied):
    sign_in(page, alice)
    page.goto("/review/")

    page.keyboard.press("/")
    page.keyboard.type("1 isolation")

    expect(page.get_by_label("Search all cards")).to_have_value("1 isolation")
    expect(page.locator("#card")).to_be_visible()


def test_search_without_javascript(new_context, sign_in, alice, studied):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, alice)
    page.goto("/")

    page.get_by_label("Search all cards").fill("deadlock")
    page.get_by_label("Search all cards").press("Enter")
    expect(page.locator(".ask")).to_have_count(2)
    page.get_by_label("State").select_option("Due now")
    page.get_by_role("main").get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", name="No card says that")).to_be_visible()
