"""The switch between light and dark: at once, without a script, and from the first frame of the next page."""

import pytest
from playwright.sync_api import expect

from tests.factories import enrolled, make_cards, make_deck

pytestmark = pytest.mark.django_db(transaction=True)
DARK, LIGHT, WHITE = "rgb(20, 20, 22)", "rgb(250, 249, 246)", "rgb(255, 255, 255)"
PAPER = "getComputedStyle(document.documentElement).backgroundColor"
SAID = "[...document.querySelectorAll('meta[name=theme-color]')].map((meta) => meta.content)"


def paper(page):
    return page.evaluate(PAPER)


def choose(page, name):
    page.locator(".menu summary").first.click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name=name).click()


@pytest.fixture
def reviewing(page, sign_in, alice):
    deck = make_deck("own", owner=alice)
    make_cards(deck, 2)
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/review/")
    return page


def test_the_switch_takes_effect_at_once_and_leaves_the_card_as_it_is(reviewing):
    page = reviewing
    page.keyboard.press("Space")
    page.evaluate("window.sameDocument = true")
    choose(page, "Dark")

    assert (paper(page), page.evaluate(SAID)) == (DARK, ["#141416", "#141416"])
    assert page.evaluate("sameDocument")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="System")).to_have_attribute("aria-pressed", "false")
    assert page.locator("[data-answer]").evaluate("(answer) => answer.open")


def test_no_frame_of_the_next_page_is_in_the_other_theme(reviewing):
    page = reviewing
    page.emulate_media(color_scheme="light")
    choose(page, "Dark")
    page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))

    page.goto("/progress/")

    # Before any style sheet is there the browser paints its own canvas, by what the page itself says.
    canvas = (
        "(() => { document.body.style.background = 'canvas'; return getComputedStyle(document.body).background; })()"
    )
    assert page.evaluate(canvas).startswith("rgb(18, 18, 18)")


def test_it_works_both_ways_whatever_the_system_has(reviewing):
    page = reviewing
    page.emulate_media(color_scheme="dark")
    assert paper(page) == DARK
    choose(page, "Light")
    assert paper(page) == LIGHT
    page.goto("/progress/")
    assert (paper(page), page.evaluate(SAID)) == (LIGHT, ["#faf9f6", "#faf9f6"])

    choose(page, "System")

    assert (paper(page), page.evaluate(SAID)) == (DARK, ["#faf9f6", "#141416"])


def test_of_two_choices_the_last_is_kept_whichever_arrives_first(reviewing, held):
    page = reviewing

    def answered(theme):
        return page.expect_response(lambda response: f"\r\n{theme}\r\n" in (response.request.post_data or ""))

    go_on = held("**/theme/", times=1)
    page.locator(".menu summary").first.click()
    with answered("dark"), answered("light"):
        page.get_by_role("button", name="Dark").click()
        page.get_by_role("button", name="Light").click()
        go_on()
    page.reload()

    assert paper(page) == LIGHT


def test_paper_is_always_light(reviewing):
    page = reviewing
    choose(page, "Dark")

    page.emulate_media(media="print", color_scheme="dark")

    assert paper(page) == WHITE
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_what_could_not_be_kept_is_said(reviewing, complaints):
    page = reviewing
    page.route("**/theme/", lambda route: route.abort())
    page.locator(".menu summary").first.click()
    page.get_by_role("button", name="Dark").click()

    expect(page.get_by_text("prep could not keep these colours")).to_be_visible()
    assert paper(page) == DARK
    complaints[:] = [line for line in complaints if "ERR_FAILED" not in line]


def test_without_a_script_the_switch_is_a_form(new_context, base_url):
    context = new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(f"{base_url}/about/")
    page.get_by_role("button", name="Dark").click()

    expect(page).to_have_url(f"{base_url}/about/")
    expect(page.locator("html")).to_have_css("background-color", DARK)
    page.goto(f"{base_url}/accounts/login/")
    expect(page.locator("html")).to_have_css("background-color", DARK)
