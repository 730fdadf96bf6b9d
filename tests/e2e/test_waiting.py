"""Slow, offline, signed out: a press is seen at once, counts once, and what became of it is said."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from cards.models import Review
from tests.conftest import PASSWORD
from tests.e2e.conftest import NARROW
from tests.e2e.test_review import expect_card, grade, open_answer, qualities
from tests.factories import NOW, enrolled, make_cards, make_deck

pytestmark = pytest.mark.django_db(transaction=True)
STORED = "The grade you gave before you signed in is stored."


@pytest.fixture
def cards(alice):
    deck = make_deck(title="Demo")
    cards = make_cards(deck, 3)
    enrolled(alice, deck)
    return cards


@pytest.fixture
def reviewing(page, sign_in, alice, cards):
    sign_in(page, alice)
    page.goto("/review/")
    expect_card(page, 0)
    open_answer(page)
    return page


def sign_in_again(page, name="alice"):
    page.get_by_label("Username or email").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def bar(page):
    return page.get_by_role("progressbar", name="Waiting for an answer")


# Slow -----------------------------------------------------------------------------------------------------------------


def test_a_grade_is_seen_to_be_pressed_and_pressed_once_and_a_bar_comes(any_width, reviewing, held):
    page = reviewing
    go_on = held("**/review/grade/")
    good = grade(page, "Good")
    good.click()
    expect(good).to_have_attribute("aria-disabled", "true")
    expect(bar(page)).to_be_in_viewport()
    good.click(force=True)
    page.keyboard.press("1")
    grade(page, "Easy").click(force=True)

    go_on()

    expect_card(page, 1)
    expect(bar(page)).to_have_count(0)
    expect(page.locator("[aria-disabled]")).to_have_count(0)
    assert (len(go_on.waiting), qualities()) == (1, [4])


def test_a_quick_answer_shows_no_bar(page, sign_in, alice, cards, held):
    """It takes 0.4 seconds, whatever this machine takes."""
    page.clock.install(time=NOW)
    sign_in(page, alice)
    page.goto("/review/")
    open_answer(page)
    page.clock.pause_at(NOW + timedelta(hours=1))
    go_on = held("**/review/grade/")
    page.evaluate(
        """() => new MutationObserver((records) => {
            for (const { addedNodes } of records) {
                for (const node of addedNodes) if (node.className === "waiting") window.sawBar = true;
            }
        }).observe(document.body, { childList: true })"""
    )

    page.keyboard.press("3")
    expect(grade(page, "Good")).to_have_attribute("aria-disabled", "true")
    page.clock.run_for(400)
    go_on()
    expect_card(page, 1)
    page.clock.run_for(2_000)

    assert page.evaluate("window.sawBar") is None


def seen_while_waiting(page, held, address, target):
    """What there is to see as soon as the bar is there, after a double press of the target, before the answer. Asked of
    the page itself: Playwright waits for the new one."""
    go_on = held(address)
    with page.expect_console_message(lambda line: line.text.startswith("seen")) as line:
        page.evaluate(
            """(target) => {
                const element = document.querySelector(target);
                element.click();
                element.click();
                const bar = () => document.querySelector(".waiting");
                const look = () => bar() ? console.log("seen", element.ariaDisabled, bar().role) : setTimeout(look, 50);
                look();
            }""",
            target,
        )
    seen, count = line.value.text, len(go_on.waiting)
    go_on()
    return seen, count


def test_a_page_that_takes_long_shows_the_bar_and_its_link_as_pressed(page, sign_in, alice, cards, held):
    sign_in(page, alice)
    page.goto("/")

    seen, _ = seen_while_waiting(page, held, "**/decks/", "nav [href='/decks/']")

    assert seen == "seen true progressbar"
    expect(page.get_by_role("heading", name="Decks", exact=True)).to_be_visible()
    expect(bar(page)).to_have_count(0)


def test_a_form_that_is_on_its_way_is_not_sent_again(page, sign_in, alice, held):
    sign_in(page, alice)
    page.goto("/settings/")
    page.get_by_label("New cards a day").fill("7")

    seen, count = seen_while_waiting(page, held, "**/settings/", ".settings .primary")

    assert (seen, count) == ("seen true progressbar", 1)
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    page.get_by_label("New cards a day").fill("8")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("New cards a day")).to_have_value("8")
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    alice.refresh_from_db()
    assert alice.new_per_day == 8


# Offline --------------------------------------------------------------------------------------------------------------


def test_offline_is_said_and_nothing_is_lost(reviewing, context, complaints):
    page = reviewing
    page.keyboard.press("e")
    note = page.get_by_label("Your note")
    expect(note).to_be_focused()
    page.keyboard.type("Mine")
    context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("prep could not be reached.")).to_be_in_viewport()
    expect(note).to_have_value("Mine")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.get_by_text("prep could not be reached.")).to_be_in_viewport()
    expect(page.locator("[aria-disabled]")).to_have_count(0)
    expect_card(page, 0)

    context.set_offline(False)
    page.keyboard.press("3")

    expect_card(page, 1)
    assert qualities() == [4]
    complaints[:] = [line for line in complaints if "Failed to fetch" not in line and "DISCONNECTED" not in line]


# Signed out -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [None, NARROW], ids=["wide", "narrow"])
def test_a_grade_that_met_a_lost_session_is_stored_once_after_signing_in(reviewing, size):
    page = reviewing
    if size:
        page.set_viewport_size(size)
    Session.objects.all().delete()
    page.keyboard.press("2")
    expect(page.get_by_text("You were signed out before that was stored.")).to_be_visible()
    assert qualities() == []

    sign_in_again(page)

    expect_card(page, 1)
    expect(page).to_have_url(re.compile("/review/$"))
    expect(page.locator("[data-said]")).to_have_text(STORED)
    expect(page.locator("[data-live]")).to_have_text(STORED)
    assert qualities() == [3]
    page.reload()
    expect_card(page, 1)
    expect(page.locator("[data-said]")).to_have_count(0)
    assert qualities() == [3]


def test_a_grade_from_a_page_of_an_earlier_session_is_stored_once_when_it_is_loaded_again(
    reviewing, context, complaints
):
    first, second = reviewing, context.new_page()
    second.goto("/")
    second.locator(".site-header summary").click()
    second.get_by_role("button", name="Sign out").click()
    second.goto("/accounts/login/?next=/decks/")
    sign_in_again(second)
    expect(second.get_by_role("heading", name="Decks", exact=True)).to_be_visible()

    grade(first, "Easy").click()
    expect(first.get_by_text("This page is out of date.")).to_be_visible()
    assert qualities() == []
    first.reload()

    expect_card(first, 1)
    expect(first.locator("[data-said]")).to_have_text(STORED)
    assert qualities() == [5]
    complaints[:] = [line for line in complaints if "403" not in line]


def test_a_card_graded_elsewhere_meanwhile_is_said_to_have_moved_on(reviewing, new_context, sign_in, alice):
    page = reviewing
    Session.objects.all().delete()
    page.keyboard.press("1")
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    other = new_context().new_page()
    sign_in(other, alice)
    other.goto("/review/")
    open_answer(other)
    other.keyboard.press("3")
    expect_card(other, 1)

    sign_in_again(page)

    expect(page.locator("[data-said]")).to_contain_text("This card moved on in another tab or on another device.")
    expect_card(page, 1)
    assert qualities() == [4]


def test_nobody_else_gets_the_grade(reviewing, bob):
    page = reviewing
    enrolled(bob, make_deck("other"))
    Session.objects.all().delete()
    page.keyboard.press("3")
    expect(page.get_by_label("Password", exact=True)).to_be_visible()

    sign_in_again(page, "bob")
    expect(page.get_by_role("heading", name="Nothing to review yet")).to_be_visible()
    page.wait_for_function("() => !sessionStorage.getItem('unsent')")

    assert not Review.objects.exists()


def test_a_note_that_met_a_lost_session_is_there_when_it_is_opened_again(reviewing):
    page = reviewing
    page.keyboard.press("e")
    expect(page.get_by_label("Your note")).to_be_focused()
    page.keyboard.type("Mine")
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("You were signed out before that was stored.")).to_be_visible()
    sign_in_again(page)
    expect_card(page, 0)

    page.keyboard.press("e")

    expect(page.get_by_label("Your note")).to_have_value("Mine")


def test_without_scripts_it_is_said_that_nothing_was_stored(new_context, sign_in, alice, cards):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, alice)
    page.goto("/review/")
    page.get_by_text("Show answer").click()
    Session.objects.all().delete()
    grade(page, "Good").click()
    expect(page.get_by_text("You were signed out, so what you sent was not stored.")).to_be_visible()

    sign_in_again(page)

    expect_card(page, 0)
    assert qualities() == []
