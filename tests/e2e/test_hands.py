"""Reading, keys and thumbs: what comes into view, what a key does, and what is high enough to be hit."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW, WIDE, settle
from tests.e2e.test_review import LONG, grade, qualities
from tests.factories import enrolled, make_card, make_cards, make_deck

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reading(page, sign_in, alice):
    """Alice before a card whose question fills the screen and whose answer does not fit on one."""
    deck = make_deck("own", owner=alice)
    long = "A sentence of ten words that says nothing at all.\n\n" * 40
    make_card(deck, "long", content={"question": LONG[:2_000], "answer": f"It begins here.\n\n{long}It ends here."})
    make_card(deck, "short")
    enrolled(alice, deck)
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, alice)
    page.goto("/review/")
    return page


def scrolled(page):
    return page.evaluate("scrollY")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("by", ["key", "press"])
def test_an_answer_below_the_fold_comes_into_view(reading, size, by):
    reading.set_viewport_size(size)
    if by == "key":
        reading.keyboard.press("Space")
    else:
        reading.get_by_text("Show answer").click()

    expect(reading.get_by_text("It begins here.")).to_be_in_viewport()
    expect(reading.get_by_text("It ends here.")).not_to_be_in_viewport()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_space_goes_to_the_end_of_a_long_answer_before_it_grades(reading, size):
    reading.set_viewport_size(size)
    reading.keyboard.press("Space")
    expect(reading.get_by_text("It begins here.")).to_be_in_viewport()

    pages = 0
    while not reading.evaluate("""() => {
        const end = [...document.querySelectorAll('.answer p')].find((line) => line.textContent == 'It ends here.');
        return end.getBoundingClientRect().bottom <= document.querySelector('.grades').getBoundingClientRect().top;
    }"""):
        before = scrolled(reading)
        reading.keyboard.press("Space")
        reading.wait_for_function("before => scrollY > before", arg=before)
        pages += 1
    assert pages >= 2
    assert qualities() == []

    reading.keyboard.press("Space")
    expect(reading.locator("#card .question")).to_have_text("What is short?")
    assert qualities() == [4]


def test_enter_and_a_press_grade_without_reading_to_the_end(reading):
    reading.keyboard.press("Space")
    reading.keyboard.press("Enter")

    expect(reading.locator("#card .question")).to_have_text("What is short?")
    assert qualities() == [4]


def test_an_answer_that_fits_moves_nothing_and_is_graded_at_once(reading):
    reading.keyboard.press("Space")
    grade(reading, "Good").click()
    expect(reading.locator("#card .question")).to_have_text("What is short?")

    reading.keyboard.press("Space")
    assert scrolled(reading) == 0
    reading.keyboard.press("Space")

    expect(reading.locator("#card")).to_have_attribute("aria-label", "Nothing more to review now")
    assert qualities() == [4, 4]


CLOZE = {"text": "HTTP says that {{c1::PUT::verb}} is idempotent and {{c2::POST}} is not.", "notes": "Twice is once."}


@pytest.mark.parametrize("path", ["/review/", "/review/free/?deck=gaps"])
def test_a_cloze_is_filled_where_it_stands_and_not_said_twice(any_width, page, sign_in, alice, path):
    deck = make_deck("gaps")
    make_card(deck, "verbs", kind="cloze", content=CLOZE, ordinal=1)
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto(path)
    text = page.locator("#card .question:visible")
    settle(page)
    before = text.bounding_box()

    page.keyboard.press("Space")

    expect(text).to_have_count(1)
    expect(text).to_contain_text("HTTP says that PUT is idempotent")
    after = text.bounding_box()
    assert (after["x"], after["y"]) == (before["x"], before["y"])
    expect(page.get_by_text("Twice is once.")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/decks/", "/cards/", "/progress/", "/settings/", "/about/"])
def test_a_question_mark_leads_to_the_keys_from_every_page(page, sign_in, alice, path):
    sign_in(page, alice)
    page.goto(path)

    page.keyboard.press("?")

    page.wait_for_url("**/keyboard/")


def test_a_question_mark_in_a_field_is_a_question_mark(page, sign_in, alice):
    sign_in(page, alice)
    page.goto("/cards/new/")

    field = page.get_by_role("textbox", name="Question")
    field.fill("Why")
    field.press("End")
    field.press("?")

    expect(field).to_have_value("Why?")
    assert page.url.endswith("/cards/new/")


@pytest.fixture
def at_work(alice):
    """Alice has something on every page."""
    deck = make_deck("track", title="A track")
    make_cards(deck, 3, sources=[])
    enrolled(alice, deck)
    make_cards(make_deck("own", owner=alice), 2)
    return alice


@pytest.mark.parametrize("path", ["/", "/review/", "/review/free/?deck=track", "/cards/new/"])
@pytest.mark.parametrize(
    "hands",
    [
        pytest.param(
            0, marks=pytest.mark.browser_context_args(viewport=NARROW, has_touch=True, is_mobile=True), id="phone"
        ),
        pytest.param(1, marks=pytest.mark.browser_context_args(has_touch=True, is_mobile=True), id="tablet"),
        pytest.param(2, marks=pytest.mark.browser_context_args(java_script_enabled=False), id="no scripts"),
    ],
)
def test_no_key_is_offered_to_who_has_none(page, sign_in, at_work, hands, path):
    sign_in(page, at_work)
    page.goto(path)

    assert page.locator("main kbd").count() > 0
    for cap in page.locator("main :is(a, button, summary) kbd").all():
        expect(cap).to_be_hidden()


SMALL = """() => [...document.querySelectorAll(
    '.site-header a, .site-header summary, .site-header button, .site-footer a, main summary, main .button, .session a'
)].filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 44)
  .map((target) => `${target.textContent.trim()}: ${target.getBoundingClientRect().height}`)"""


@pytest.mark.parametrize(
    "path", ["/", "/decks/", "/decks/track/", "/cards/", "/progress/", "/settings/", "/review/free/?deck=track"]
)
def test_what_a_thumb_aims_at_is_44_pixels_high(narrow, sign_in, at_work, path):
    sign_in(narrow, at_work)
    narrow.goto(path)
    narrow.locator(".menu > summary").first.click()

    assert narrow.evaluate(SMALL) == []


@pytest.mark.parametrize("path", ["/", "/decks/", "/about/", "/accounts/login/"])
def test_so_it_is_for_a_visitor(narrow, at_work, path):
    narrow.goto(path)

    assert narrow.evaluate(SMALL) == []
