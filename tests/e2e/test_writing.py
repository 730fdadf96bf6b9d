"""Writing by keyboard: a form in the card's place is saved or cancelled, and the card is as it was."""

import re

import pytest
from playwright.sync_api import expect

from cards.models import Card, Review, Schedule
from tests.e2e.conftest import NARROW
from tests.e2e.test_review import expect_card, open_answer, requests_of
from tests.factories import enrolled, make_card, make_cards, make_deck

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "A sentence of ten words that says nothing at all.\n\n" * 30
# Escape takes back what an input method proposes. Safari tells it after the end of the composition.
CONVERTED = """document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Escape", keyCode: 229, bubbles: true }))"""
NO_FIELD_SIZING = """() => {
    const fixed = new CSSStyleSheet();
    fixed.replaceSync("textarea { field-sizing: fixed !important; }");
    document.adoptedStyleSheets.push(fixed);
    CSS.supports = () => false;
}"""


@pytest.fixture
def built_in(page, sign_in, alice):
    """Alice before a built-in card with a long answer, which she has opened and read to its middle."""
    deck = make_deck(title="Demo")
    content = {"question": "What is card-0?", "answer": f"It begins.\n\n{LONG}It ends.", "notes": ""}
    content |= {"next": {"ask": "And then?", "card": "card-1"}}
    make_card(deck, "card-0", content=content)
    make_card(deck, "card-1")
    enrolled(alice, deck)
    return begun(page, sign_in, alice)


@pytest.fixture
def own(page, sign_in, alice):
    deck = make_deck("mine", owner=alice, title="Mine")
    make_card(deck, "card-0", content={"question": "What is card-0?", "answer": f"{LONG}It ends.", "notes": ""})
    enrolled(alice, deck)
    return begun(page, sign_in, alice)


def begun(page, sign_in, alice):
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, alice)
    page.goto("/review/")
    open_answer(page)
    page.evaluate("scrollTo(0, 300)")
    expect(page.locator("[data-answer]")).to_have_attribute("open", "")
    return page


def expect_as_it_was(page):
    expect(page.locator("[data-in-place]")).to_have_count(0)
    expect_card(page, 0)
    expect(page.locator("[data-answer]")).to_have_attribute("open", "")
    expect(page.locator(".grades")).to_be_visible()
    page.wait_for_function("() => scrollY == 300")
    assert page.evaluate("document.activeElement.closest('#card') != null")


def test_a_note_is_saved_with_control_and_enter_below_the_open_answer(any_width, built_in, accessible):
    page = built_in
    page.keyboard.press("e")
    expect(page.get_by_label("Your note")).to_be_focused()
    expect(page.get_by_text("It begins.")).to_be_visible()
    accessible(page)
    page.keyboard.type("Mine")
    page.keyboard.press("Control+Enter")

    expect_as_it_was(page)
    expect(page.locator(".own-note")).to_contain_text("Mine")
    expect(page.locator("[data-live]")).to_have_text("Note saved.")
    assert Schedule.objects.exclude(note="").get().note == "Mine"
    page.keyboard.press("3")
    expect_card(page, 1)


@pytest.mark.parametrize("key", ["e", "a"])
def test_escape_and_cancel_leave_a_form_and_ask_nothing_of_the_server(any_width, built_in, key):
    page = built_in
    for leave in ("Escape", "Cancel"):
        page.evaluate("scrollTo(0, 300)")
        page.keyboard.press(key)
        expect(page.locator("[data-in-place]")).to_be_visible()
        expect(page.locator("textarea:focus")).to_have_count(1)
        sent = requests_of(page)
        if leave == "Escape":
            page.evaluate(CONVERTED)
            expect(page.locator("[data-in-place]")).to_be_visible()
            page.keyboard.press("Escape")
        else:
            page.get_by_role("link", name="Cancel").click()
        expect_as_it_was(page)
        assert sent == []
    page.keyboard.press("3")
    expect_card(page, 1)


def test_an_edit_is_cancelled_and_saved(any_width, own, accessible, held):
    page = own
    page.keyboard.press("e")
    question = page.get_by_label("Question", exact=True)
    expect(question).to_be_focused()
    accessible(page)
    page.keyboard.press("Escape")
    expect_as_it_was(page)

    page.keyboard.press("e")
    expect(question).to_be_focused()
    question.fill("")
    page.keyboard.press("Meta+Enter")
    expect(question).to_have_attribute("aria-invalid", "true")
    expect(question).to_be_focused()
    preview = held("**/cards/preview/")
    with page.expect_request("**/cards/preview/"):
        question.fill("What is card-1?")
    save = held("**/cards/*/edit/*")
    page.keyboard.press("Control+Enter")
    pressed = page.locator(".primary[aria-disabled]")
    expect(pressed).to_be_visible()
    with page.expect_response("**/cards/preview/"):
        preview()
    expect(page.locator("#preview")).to_contain_text("What is card-1?")
    expect(pressed).to_be_visible()  # it is the card that is waited for
    save()

    expect_card(page, 1)
    expect(page.locator("[data-live]")).to_have_text("Saved.")
    expect(page.locator("[data-answer]")).to_have_attribute("open", "")
    page.wait_for_function("() => scrollY == 300")
    assert Card.objects.get().content["question"] == "What is card-1?"


def test_fields_grow_with_what_is_written_also_where_the_browser_does_not_let_them(built_in):
    page = built_in
    page.evaluate(NO_FIELD_SIZING)
    page.keyboard.press("e")
    note = page.get_by_label("Your note")
    expect(note).to_be_focused()
    page.keyboard.insert_text("A line.\n" * 20)

    page.wait_for_function("(note) => note.scrollHeight <= note.clientHeight", arg=note.element_handle())


def test_gaps_are_made_in_an_editor_that_was_opened_before(own):
    page = own
    page.keyboard.press("e")
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.locator("[name=kind][value=cloze]").check()
    page.get_by_role("button", name="Make a gap").click()

    expect(page.locator("[name=text]")).to_have_value("{{c1::}}")


def test_cards_like_this_one_are_added_one_after_the_other(built_in):
    page = built_in
    page.keyboard.press("a")
    question = page.get_by_label("Question", exact=True)
    expect(question).to_be_focused()
    page.keyboard.type("One?")
    page.get_by_label("Answer", exact=True).fill("1")
    page.get_by_role("button", name="Save and add another").click()

    expect(page.get_by_role("status").filter(has_text="Card added.")).to_have_count(1)
    expect(question).to_have_value("")
    expect(question).to_be_focused()
    page.keyboard.type("Two?")
    page.get_by_label("Answer", exact=True).fill("2")
    page.keyboard.press("Control+Enter")

    expect_as_it_was(page)
    expect(page.locator("[data-live]")).to_have_text("Card added.")
    assert [card.content["question"] for card in Card.objects.order_by("id")[2:]] == ["One?", "Two?"]


def test_what_comes_next_is_looked_at_and_back_finds_the_answer_open(built_in):
    page = built_in
    page.get_by_role("link", name="See it").click()
    expect(page.get_by_role("heading", name="What is card-1?")).to_have_count(1)

    page.go_back()

    expect_card(page, 0)
    expect(page.locator("[data-answer]")).to_have_attribute("open", "")
    page.keyboard.press("3")
    expect_card(page, 1)
    page.reload()
    expect_card(page, 1)
    expect(page.locator("[data-answer]")).not_to_have_attribute("open", "")


def test_the_time_of_writing_is_none_of_the_card(built_in):
    page = built_in
    page.keyboard.press("e")
    expect(page.get_by_label("Your note")).to_be_focused()
    page.evaluate("window.now = performance.now.bind(performance); performance.now = () => now() + 60_000")
    page.keyboard.press("Escape")
    page.keyboard.press("3")

    expect_card(page, 1)
    assert Review.objects.get().seconds < 60


def test_a_new_card_is_begun_in_its_first_field_and_so_is_another(page, sign_in, alice):
    sign_in(page, alice)
    page.goto("/cards/new/")
    question = page.get_by_label("Question", exact=True)
    expect(question).to_be_focused()
    page.keyboard.type("One?")
    page.get_by_label("Answer", exact=True).fill("1")
    page.get_by_role("button", name="Save and add another").click()

    expect(page.get_by_text("Card added.")).to_be_visible()
    expect(question).to_be_focused()
    page.keyboard.type("Two?")
    page.get_by_label("Answer", exact=True).fill("2")
    page.keyboard.press("Control+Enter")

    expect(page).to_have_url(re.compile("/cards/$"))
    assert Card.objects.count() == 2


def test_without_scripts_a_note_stands_below_the_answer_and_leads_back_to_it(new_context, sign_in, alice):
    deck = make_deck(title="Demo")
    make_cards(deck, 2)
    enrolled(alice, deck)
    page = new_context(java_script_enabled=False).new_page()
    page.set_viewport_size(NARROW)
    sign_in(page, alice)
    page.goto("/review/")
    page.get_by_role("link", name="Note").click()
    expect(page.get_by_text("It is card-0.")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_text("It is card-0.")).to_be_visible()
    page.get_by_role("link", name="Add a card like this").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_text("It is card-0.")).to_be_visible()

    page.get_by_role("link", name="Note").click()
    page.get_by_label("Your note").fill("Mine")
    page.get_by_role("button", name="Save").click()

    expect_card(page, 0)
    expect(page.get_by_text("It is card-0.")).to_be_visible()
    expect(page.locator(".own-note")).to_contain_text("Mine")


def test_a_draft_that_comes_late_writes_nothing_over(page, sign_in, alice):
    sign_in(page, alice)
    page.goto("/cards/new/")
    page.wait_for_load_state("networkidle")
    page.get_by_label("Question", exact=True).press_sequentially("The old one")
    held = []
    page.route("**/drafts*.js", lambda route: held.append(route))
    with page.expect_request("**/drafts*.js"):
        page.goto("/cards/new/", wait_until="commit")
    question = page.get_by_label("Question", exact=True)
    question.fill("The new one")

    for route in held:
        route.continue_()
    offer = page.get_by_role("button", name="Bring it back")
    expect(offer).to_be_visible()

    expect(question).to_have_value("The new one")
    offer.click()
    expect(question).to_have_value("The old one")


def test_a_form_that_is_sent_before_its_drafts_come_leaves_none(page, sign_in, alice, held):
    sign_in(page, alice)
    drafts = held("**/drafts*.js", times=1)
    with page.expect_request("**/drafts*.js"):
        page.goto("/cards/new/", wait_until="commit")
    page.get_by_label("Question", exact=True).fill("Quick?")
    # As waiting.js does when it is sent: while the next page is on its way, nothing can be asked of this one.
    page.locator("#card-form").evaluate("(form) => { form.dataset.sent = ''; }")
    drafts()
    page.wait_for_function("() => Object.values(localStorage).some((draft) => JSON.parse(draft).sent)")


def test_a_draft_keeps_keys_from_before_its_file_and_outlives_what_a_part_asks(page, sign_in, alice, held):
    def kept(text):
        page.wait_for_function("(text) => Object.values(localStorage).some((draft) => draft.includes(text))", arg=text)

    sign_in(page, alice)
    scripts = held("**/htmx*.js", times=1)  # and all that come after it
    with page.expect_request("**/htmx*.js"):
        page.goto("/stories/new/", wait_until="commit")
    action = page.get_by_label("Action")
    action.fill("Typed at once")
    scripts()
    kept("Typed at once")
    expect(page.locator("#telling")).to_contain_text("3 words")

    count = held("**/stories/count/", times=1)
    action.press_sequentially(", and on")
    kept("Typed at once, and on")
    count()  # the answer comes after the draft
    expect(page.locator("#telling")).to_contain_text("5 words")
    page.reload()

    expect(action).to_have_value("Typed at once, and on")
    page.get_by_label("Title").fill("Mine")
    save = held("**/stories/new/?*", times=1)
    with page.expect_request("**/stories/new/?*"):
        page.evaluate("document.querySelector('#story-form .primary').click()")
    other = page.context.new_page()
    other.goto("/settings/")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Settings saved.")).to_be_visible()
    other.wait_for_load_state("networkidle")
    assert "and on" in other.evaluate("JSON.stringify(localStorage)")  # that tab's success is another form's
    save()
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()
    page.wait_for_function("() => !JSON.stringify(localStorage).includes('and on')")
