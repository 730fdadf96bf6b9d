"""The review page in a browser: keys, thumbs, lost replies."""

import re
import uuid
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cards.models import Review, Schedule, Topic
from cards.services.cards import delete_card
from tests.e2e.conftest import NARROW
from tests.factories import enrolled, make_card, make_cards, make_deck

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "A sentence of ten words that says nothing at all. " * 90


@pytest.fixture
def deck(alice):
    return make_deck(title="Demo")


@pytest.fixture
def cards(alice, deck):
    cards = make_cards(deck, 3, stage="screen")
    enrolled(alice, deck)
    return cards


@pytest.fixture
def reviewing(page, sign_in, alice, cards):
    """Alice before her first card."""
    sign_in(page, alice)
    page.goto("/review/")
    expect_card(page, 0)
    return page


def expect_card(page, number):
    expect(page.locator("#card .question")).to_have_text(f"What is card-{number}?")


def grade(page, name):
    return page.locator(".grades").get_by_role("button", name=name)


def open_answer(page):
    page.keyboard.press("Space")
    expect(page.locator("[data-answer]")).to_have_attribute("open", "")


def requests_of(page):
    """Those of the page to prep: not its files, which may come late, nor the time of the page before it."""
    sent = []

    def hear(request):
        if "/static/" not in request.url and request.resource_type != "ping":
            sent.append(request)

    page.on("request", hear)
    return sent


def qualities():
    return list(Review.objects.filter(undone_at=None).order_by("id").values_list("quality", flat=True))


# Keys -----------------------------------------------------------------------------------------------------------------


def test_space_shows_the_answer_without_a_request_and_then_grades_good(reviewing):
    page, sent = reviewing, requests_of(reviewing)

    page.keyboard.press("1")
    page.keyboard.press("Space")
    expect(page.get_by_text("It is card-0.")).to_be_visible()
    assert sent == []
    page.keyboard.press("Space")

    expect_card(page, 1)
    expect(page.get_by_text("It is card-1.")).to_be_hidden()
    assert [request.url.removesuffix("/review/grade/") for request in sent] == [page.url.removesuffix("/review/")]
    assert qualities() == [4]
    assert page.evaluate("document.activeElement.id") == "card"
    expect(page.get_by_role("status").filter(has_text="Graded Good.")).to_have_count(1)


def test_a_primer_is_read_first_and_a_key_or_a_press_leads_to_its_card(page, sign_in, alice, deck, accessible):
    for number, slug in enumerate(("locks", "queues")):
        topic = Topic.objects.create(deck=deck, slug=slug, title=slug, primer_html=f"<p>On {slug}.</p>")
        make_card(deck, f"card-{number}", topic=topic)
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/review/")
    question = page.locator("#card .question")
    expect(page.get_by_text("On locks.")).to_be_visible()
    expect(question).to_be_hidden()
    accessible(page)

    page.keyboard.press("Space")
    expect(question).to_have_text("What is card-0?")
    expect(page.get_by_text("On locks.")).to_be_hidden()
    open_answer(page)
    page.keyboard.press("Space")
    expect(page.get_by_text("On queues.")).to_be_visible()
    page.get_by_text("To the first card").click()

    expect(question).to_be_visible()
    expect(question).to_have_text("What is card-1?")
    assert qualities() == [4]


def test_a_flag_leaves_the_answer_open_and_the_primer_closed_and_drops_no_grade(page, sign_in, alice, deck, held):
    topic = Topic.objects.create(deck=deck, slug="locks", title="Locks", primer_html="<p>On locks.</p>")
    make_card(deck, "card-0", topic=topic)
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/review/")
    page.keyboard.press("Space")

    go_on = held("**/review/flag/")
    page.keyboard.press("f")
    expect(page.locator("[data-key=f]")).to_have_attribute("aria-disabled", "true")
    open_answer(page)
    go_on()

    expect(page.get_by_text("⚑ Flagged")).to_be_visible()
    expect_card(page, 0)
    expect(page.get_by_text("It is card-0.")).to_be_visible()
    expect(page.get_by_text("On locks.")).to_be_hidden()

    go_on = held("**/review/flag/")
    page.keyboard.press("f")
    page.keyboard.press("3")
    expect(grade(page, "Good")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("1")
    assert qualities() == []
    go_on()  # the grade waits for the flag, and the first of two counts

    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    expect(page.locator("[data-live]")).to_have_text("Graded Good.")
    assert (qualities(), Schedule.objects.get().is_flagged) == ([4], False)


def test_every_key_does_what_its_cap_says(reviewing, cards):
    page = reviewing
    said = page.locator("[data-live]")
    for key, number in (("1", 1), ("2", 2)):
        open_answer(page)
        page.keyboard.press(key)
        expect_card(page, number)
    assert qualities() == [2, 3]

    page.keyboard.press("u")
    expect(said).to_have_text("Took back your last grade.")
    expect_card(page, 1)
    open_answer(page)
    page.keyboard.press("f")
    expect(page.get_by_text("⚑ Flagged")).to_be_visible()
    expect(said).to_have_text("Flagged.")
    expect(page.get_by_text("It is card-1.")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_text("⚑ Flagged")).to_be_hidden()
    expect(said).to_have_text("Flag taken off.")
    page.keyboard.press("b")
    expect(said).to_have_text("Buried until tomorrow.")
    expect_card(page, 2)
    page.keyboard.press("u")
    expect_card(page, 1)
    page.keyboard.press("s")
    expect_card(page, 2)
    assert Schedule.objects.get(card=cards[1]).is_suspended
    assert page.evaluate("document.activeElement.id") == "card"

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("4")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    open_answer(page)
    page.keyboard.press("4")
    expect(said).to_have_text("Graded Easy.")
    assert qualities() == [2, 5]


def test_with_two_grades_3_is_good_too_as_in_other_programs(page, sign_in, alice, cards):
    alice.grades_shown = 2
    alice.save(update_fields=["grades_shown"])
    sign_in(page, alice)
    page.goto("/review/")
    for key, number in (("1", 1), ("2", 2), ("3", 0)):
        open_answer(page)
        page.keyboard.press("4")
        page.keyboard.press(key)
        expect_card(page, number)

    assert qualities() == [2, 4, 4]


def test_a_note_is_written_in_the_cards_place(reviewing, accessible):
    page = reviewing
    page.keyboard.press("e")
    note = page.get_by_label("Your note")
    expect(note).to_be_focused()
    expect(page.get_by_text("What is card-0?")).to_be_visible()
    expect(page.get_by_role("button", name="Bury")).to_be_hidden()
    accessible(page)

    page.keyboard.type("b is not bury", delay=20)
    page.keyboard.press("Escape")
    expect_card(page, 0)
    page.keyboard.press("e")
    expect(page.get_by_text("Restored what you had typed.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(note).to_be_hidden()
    open_answer(page)

    expect(page.locator(".own-note")).to_contain_text("b is not bury")
    assert page.url.endswith("/review/")


def test_a_card_of_ones_own_is_edited_in_its_place(page, sign_in, alice, held):
    card = make_card(make_deck(owner=alice), "card-0")
    enrolled(alice, card.deck)
    sign_in(page, alice)
    page.goto("/review/")

    page.keyboard.press("e")
    question = page.get_by_label("Question", exact=True)
    expect(question).to_be_focused()
    question.fill("What is card-1?")
    expect(page.locator("#preview .question")).to_have_text("What is card-1?")
    expect(question).to_be_focused()
    go_on = held("**/cards/preview/")
    with page.expect_request("**/cards/preview/"):
        page.get_by_label("Tags").press_sequentially("mine")
    page.get_by_role("heading", name="As it looks in review").click()
    with page.expect_response("**/cards/preview/"):
        go_on()
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    expect(question).not_to_be_focused()
    page.locator("[name=kind][value=cloze]").check()
    page.get_by_role("button", name="Make a gap").click()
    expect(page.locator("[name=text]")).to_have_value(re.compile(r"\{\{c1::"))
    page.locator("[name=kind][value=recall]").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect_card(page, 1)
    assert urlsplit(page.url).path == "/review/"


def test_a_card_that_is_gone_is_said_and_the_page_stays_one_page(page, sign_in, alice, complaints):
    card = make_card(make_deck(owner=alice), "card-0")
    enrolled(alice, card.deck)
    sign_in(page, alice)
    page.goto("/review/")
    delete_card(alice, card.pk, key=uuid.uuid4(), now=timezone.now())

    page.keyboard.press("e")

    expect(page.get_by_text("That is not there any more.")).to_be_in_viewport()
    expect_card(page, 0)
    assert page.locator("main").count() == 1
    complaints[:] = [line for line in complaints if "404" not in line]


def test_a_link_that_is_followed_in_place_opens_a_tab_for_who_asks_for_one(reviewing, context):
    with context.expect_page() as opened:
        reviewing.get_by_role("link", name="Note").click(modifiers=["ControlOrMeta"])

    expect(opened.value).to_have_url(re.compile(r"/note/\?next=review"))
    expect_card(reviewing, 0)


def test_a_key_leads_to_a_card_like_this(reviewing, cards):
    reviewing.keyboard.press("a")

    expect(reviewing.get_by_label("Question", exact=True)).to_be_focused()
    expect(reviewing.get_by_label("Stage of the interview")).to_have_value("screen")


def press(page, key, code, **more):
    """As a keyboard of another layout has it: the key that lies at `code` writes `key`."""
    event = {"key": key, "code": code, "bubbles": True, "cancelable": True} | more
    page.evaluate("(event) => document.body.dispatchEvent(new KeyboardEvent('keydown', event))", event)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("г", "KeyU"),  # Russian
        ("Г", "KeyU"),  # with CapsLock
        ("θ", "KeyU"),  # Greek
        ("ו", "KeyU"),  # Hebrew
        ("ㅕ", "KeyU"),  # Korean
        ("u", "KeyF"),  # Dvorak: the letter itself
        ("U", "KeyU"),  # CapsLock
    ],
)
def test_undo_is_where_u_lies_or_where_u_is_written(reviewing, cards, key, code):
    page = reviewing
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect_card(page, 1)

    press(page, key, code)

    expect_card(page, 0)
    assert Review.objects.counted().count() == 0


@pytest.mark.parametrize(
    ("key", "code", "quality"),
    [
        ("&", "Digit1", 2),
        ("é", "Digit2", 3),
        ('"', "Digit3", 4),
        ("'", "Digit4", 5),
        ("4", "Numpad4", 5),
        ("٢", "Digit2", 3),
    ],
)
def test_grades_are_where_the_digits_lie(reviewing, key, code, quality):
    page = reviewing
    page.keyboard.press("Space")

    press(page, key, code)

    expect_card(page, 1)
    assert Review.objects.get().quality == quality


def test_keys_of_no_meaning_do_nothing(reviewing):
    page = reviewing
    page.keyboard.press("Space")

    press(page, "!", "Digit1", shiftKey=True)
    press(page, "End", "Numpad1")  # NumLock is off
    press(page, "g", "KeyU")  # Dvorak's g
    press(page, "q", "KeyA")  # the French q
    press(page, "г", "KeyU", isComposing=True)
    press(page, "Process", "Digit3")
    press(page, "г", "KeyU", ctrlKey=True)
    press(page, "&", "Digit1", modifierAltGraph=True)
    page.wait_for_timeout(300)

    expect_card(page, 0)
    assert not Review.objects.exists()


def test_keys_rest_while_a_field_has_the_focus_or_a_modifier_is_held(reviewing):
    page = reviewing
    open_answer(page)
    sent = requests_of(page)

    for key in ("Control+b", "Meta+3", "Alt+s", "Control+Space"):
        page.keyboard.press(key)
    page.evaluate("document.querySelector('#main').append(Object.assign(document.createElement('input'), {id: 'it'}))")
    page.locator("#it").press_sequentially("3 sub")

    expect(page.locator("#it")).to_have_value("3 sub")
    expect_card(page, 0)
    assert sent == []


def test_a_key_pressed_the_moment_the_next_card_is_there_loads_no_page(reviewing):
    page = reviewing
    open_answer(page)
    sent = requests_of(page)
    page.evaluate(
        """() => new MutationObserver((records, observer) => {
            observer.disconnect();
            document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "b", bubbles: true}));
        }).observe(document.getElementById("main"), {childList: true})"""
    )

    page.keyboard.press("3")

    expect(page.locator("[data-live]")).to_have_text("Buried until tomorrow.")
    expect_card(page, 2)
    assert [urlsplit(request.url).path for request in sent] == ["/review/grade/", "/review/bury/"]


# Once, and only once --------------------------------------------------------------------------------------------------


def test_a_double_click_and_a_fast_double_key_count_once(reviewing):
    page = reviewing
    open_answer(page)
    grade(page, "Hard").dblclick()
    expect_card(page, 1)
    open_answer(page)
    page.evaluate(
        """for (const key of ["3", "4", "u", "3"])
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}))"""
    )
    expect_card(page, 2)
    page.wait_for_load_state("networkidle")

    expect_card(page, 2)
    assert qualities() == [3, 4]


def test_a_lost_reply_and_another_press_count_once(reviewing, complaints):
    page = reviewing
    open_answer(page)

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/review/grade/", lose, times=1)
    grade(page, "Good").click()
    expect(page.get_by_text("prep could not be reached.")).to_be_in_viewport()
    expect_card(page, 0)
    assert qualities() == [4]
    grade(page, "Good").click()

    expect_card(page, 1)
    expect(page.get_by_text("prep could not be reached.")).to_be_hidden()
    assert qualities() == [4]
    complaints[:] = [line for line in complaints if "Failed to fetch" not in line and "ERR_FAILED" not in line]


def test_an_overloaded_server_is_said_and_the_card_stays(reviewing, complaints):
    page = reviewing
    open_answer(page)
    page.route("**/review/grade/", lambda route: route.fulfill(status=503, body="<h1>No</h1>"), times=1)

    grade(page, "Easy").click()
    expect(page.get_by_text("Nothing was lost; try again in a moment.")).to_be_in_viewport()
    expect(page.get_by_text("It is card-0.")).to_be_visible()
    grade(page, "Easy").click()

    expect_card(page, 1)
    assert qualities() == [5]
    complaints[:] = [line for line in complaints if "503" not in line]


def test_a_second_tab_is_told_that_the_card_moved_on(reviewing, context):
    first, second = reviewing, context.new_page()
    second.goto("/review/")
    open_answer(first)
    grade(first, "Good").click()
    expect_card(first, 1)

    open_answer(second)
    grade(second, "Again").click()

    expect(second.locator("[data-said]")).to_contain_text("This card moved on in another tab")
    expect(second.locator("[data-live]")).to_contain_text("This card moved on in another tab")
    expect_card(second, 1)
    assert qualities() == [4]


def test_going_back_and_grading_again_counts_the_next_card(reviewing):
    page = reviewing
    open_answer(page)
    grade(page, "Good").click()
    expect_card(page, 1)
    page.goto("/decks/")

    page.go_back()
    expect_card(page, 1)
    open_answer(page)
    grade(page, "Hard").click()

    expect_card(page, 2)
    assert list(Review.objects.order_by("id").values_list("card__key", "quality")) == [("card-0", 4), ("card-1", 3)]


def test_a_form_posted_plainly_after_a_swap_still_has_its_token(reviewing):
    page = reviewing
    open_answer(page)
    grade(page, "Good").click()
    expect_card(page, 1)
    open_answer(page)

    page.evaluate(
        """() => {
            const form = document.querySelector(".grades");
            form.append(Object.assign(document.createElement("input"), {name: "quality", value: "5"}));
            form.submit();
        }"""
    )

    expect_card(page, 2)
    assert qualities() == [4, 5]


# Without scripts, with a thumb, with other eyes -----------------------------------------------------------------------


def test_without_scripts_every_form_posts(new_context, sign_in, alice, cards):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, alice)
    page.goto("/review/")

    page.get_by_text("Show answer").click()
    expect(page.get_by_text("It is card-0.")).to_be_visible()
    grade(page, "Good").click()
    expect_card(page, 1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Took back your last grade.")).to_be_visible()
    expect_card(page, 0)
    page.get_by_role("button", name="Bury").click()
    expect_card(page, 1)
    expect(page.get_by_role("link", name="Note")).to_have_attribute("href", re.compile("/note/"))
    page.get_by_role("button", name="Flag").click()
    expect(page.get_by_text("⚑ Flagged")).to_be_visible()
    for number in (1, 2):
        expect_card(page, number)
        page.get_by_text("Show answer").click()
        grade(page, "Easy").click()
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect_card(page, 2)

    assert qualities() == [5]


@pytest.mark.browser_context_args(viewport=NARROW, has_touch=True, is_mobile=True, device_scale_factor=2)
def test_one_thumb_reaches_every_grade(page, sign_in, alice, deck):
    code = f"\n\n```python\nlong = {'x' * 200!r}\n```\n\n| a | b |\n|---|---|\n| {'word ' * 40} | $x^2$ |\n\n"
    make_card(deck, content={"question": "y" * 120, "answer": LONG + code + f"$${'a + ' * 60}b$$ the very end"})
    make_card(deck, content={"question": "Next?", "answer": "Yes."})
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/review/")

    page.get_by_text("Show answer").tap()
    boxes = [button.bounding_box() for button in page.locator(".grade").all()]
    assert len(boxes) == 4
    for box in boxes:
        assert box["height"] >= 44
        assert NARROW["height"] - 32 < box["y"] + box["height"] <= NARROW["height"]
    assert max(box["height"] for box in boxes) < 100
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    [end] = page_boxes(page, ".answer .prose > :last-child")
    assert end["y"] + end["height"] < boxes[0]["y"]
    grade(page, "Good").tap()

    expect(page.locator("#card .question")).to_have_text("Next?")
    assert page.evaluate("scrollY") == 0


def page_boxes(page, selector):
    return [element.bounding_box() for element in page.locator(selector).all()]


def test_nothing_jumps(reviewing, any_width):
    page = reviewing
    page.wait_for_load_state("networkidle")
    question, card = page.locator("#card .question"), page.locator("#card")
    before, corner = question.bounding_box(), card.bounding_box()

    open_answer(page)
    assert question.bounding_box() == before
    grade(page, "Good").click()
    expect_card(page, 1)
    assert card.bounding_box() | {"height": 0} == corner | {"height": 0}
    page.keyboard.press("b")
    expect_card(page, 2)

    assert card.bounding_box() | {"height": 0} == corner | {"height": 0}


def test_axe_finds_nothing(reviewing, any_width, accessible, cards):
    page = reviewing
    accessible(page)
    open_answer(page)
    accessible(page)
    page.keyboard.press("f")
    expect(page.get_by_text("⚑ Flagged")).to_be_visible()
    accessible(page)
    Schedule.objects.exclude(card=cards[0]).update(is_suspended=True)
    page.keyboard.press("4")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    accessible(page)
