"""Answers of every kind: begun at a desk, left in the middle, found again on a phone, ticked and graded by keyboard."""

from uuid import uuid4

import pytest
from django.conf import settings
from playwright.sync_api import expect

from cards.models import Attempt, Review
from cards.operations.check_learner import check_learner
from cards.services.practice import give_up
from tests.e2e.conftest import NARROW, PATIENT
from tests.e2e.test_review import requests_of
from tests.factories import NOW, days_later, enrolled, make_behavioural, make_card, make_cards, make_deck, make_design

pytestmark = pytest.mark.django_db(transaction=True)


STAGES = [{"slug": "design", "title": "System design", "minutes": 60, "what": "", "judged": ""}]


@pytest.fixture
def practice(alice):
    deck = make_deck("demo")
    make_cards(deck, 2)
    design = make_design(deck)
    enrolled(alice, deck)
    return design


@pytest.fixture
def all_kinds(alice):
    """A track with a question, a text with a gap, a design question and one that is answered with a story."""
    deck = make_deck("demo", about={"stages": STAGES})
    make_card(deck, "question")
    text = {"text": "A token bucket allows {{c1::bursts}}.", "points": [], "notes": ""}
    make_card(deck, "gap", kind="cloze", content=text, ordinal=1)
    design = make_design(deck)
    design.content["rubric"][1]["card"] = "question"
    design.save(update_fields=["content"])
    make_behavioural(deck)
    enrolled(alice, deck)


@pytest.mark.usefixtures("all_kinds")
def test_every_kind_is_graded_by_keys_and_an_answer_left_in_the_middle_is_found_next_day_on_a_phone(
    page, new_context, sign_in, alice, clock, accessible, held, complaints
):
    sign_in(page, alice)
    page.goto("/review/")
    for shown in ("It is question.", "bursts"):
        page.keyboard.press("Space")
        expect(page.locator("#card").get_by_text(shown)).to_be_visible()
        page.keyboard.press("3")
        expect(page.locator("#card").get_by_text(shown)).to_have_count(0)
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()

    page.goto("/decks/demo/")
    accessible(page)
    page.get_by_role("button", name="Rehearse this stage").press("Enter")
    page.get_by_label("Requirements").press_sequentially("It fails open.")
    page.get_by_text("A sketch: boxes and arrows").click()
    page.get_by_label("Sketch", exact=True).fill("title: Mine\nboxes\nrow: a = Client | b = API\na -> b: POST")
    expect(page.locator("#drawing svg")).to_be_visible()
    page.get_by_label("Numbers").press_sequentially("100 a second")
    expect(page.locator("[data-kept]")).to_contain_text("Kept at")
    accessible(page)

    clock.move_to(days_later(1), tick=False)
    phone = new_context().new_page()
    phone.set_viewport_size(NARROW)
    sign_in(phone, alice)
    phone.goto("/")
    accessible(phone)
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_label("Requirements")).to_have_value("It fails open.")
    expect(phone.get_by_label("Numbers")).to_have_value("100 a second")
    phone.get_by_label("Numbers").press("Control+End")
    phone.get_by_label("Numbers").press_sequentially(", at most")
    phone.get_by_role("button", name="I’m done").click()
    expect(phone.get_by_text("100 a second, at most")).to_be_visible()
    accessible(phone)

    page.goto("/practice/limiter/")
    sent, go_on = requests_of(page), held("**/practice/limiter/keep/", times=1)
    with page.expect_request(lambda request: request.url.endswith("/keep/") and request.resource_type != "ping"):
        page.keyboard.press("1")
    page.keyboard.press("2")
    page.keyboard.press("2")
    assert len(sent) == 1  # the others wait for its answer, and what the last one says holds
    go_on()
    expect(page.locator("#verdict")).to_contain_text("75 of 100")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.press("3")
    page.wait_for_url("**/accounts/login/?next=/practice/limiter/")
    sign_in(page, alice)
    page.goto("/practice/limiter/")
    expect(page.locator("#verdict")).to_contain_text("85 of 100")
    page.context.set_offline(True)
    page.keyboard.press("3")
    expect(page.get_by_text("prep could not be reached").first).to_be_visible()
    page.context.set_offline(False)
    complaints.clear()
    page.reload()
    expect(page.locator("#verdict")).to_contain_text("80 of 100")
    page.keyboard.press("3")
    page.keyboard.press("3")
    expect(page.locator("#verdict")).to_contain_text("85 of 100")
    accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="85 of 100")).to_be_visible()
    climb(page, accessible, "It fails open.", "2")
    expect(page.get_by_text("You reached the top: 1 of 1")).to_be_visible()
    accessible(page)

    page.goto("/practice/mistake/")
    page.get_by_role("button", name="Start", exact=True).press("Enter")
    page.locator("#ask-hint[data-htmx-powered]").press("Enter")  # before that, the form posts and the page comes anew
    expect(page.get_by_text("What of that did you do yourself?")).to_be_visible()
    expect(page.get_by_role("button", name="Ask for another hint")).to_be_focused()
    accessible(page)
    page.get_by_role("button", name="I’m done").press("Enter")
    expect(page.get_by_text("Says what was hers")).to_be_visible()
    page.goto("/practice/mistake/")
    page.keyboard.press("1")
    expect(page.locator("#verdict")).to_contain_text("30 of 100")
    accessible(page)
    go_on = held("**/practice/mistake/keep/", times=1)
    with page.expect_request("**/practice/mistake/keep/"):
        page.keyboard.press("1")
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # as if it were on its way for long
    sent = requests_of(page)
    page.keyboard.press("Enter")
    with page.expect_response("**/practice/mistake/keep/"):
        go_on()
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert sent == []  # its form has all ticks: what waited has nothing to add, and would find no answer any more
    page.reload()
    expect(page.locator("#verdict")).to_contain_text("30 of 100")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="30 of 100")).to_be_visible()
    climb(page, accessible, "No test had two clocks.", "1")
    expect(page.get_by_text("You reached 0 of 1")).to_be_visible()

    design, story = Review.objects.filter(card__kind__in=["design", "behavioural"]).order_by("id")
    assert (design.quality, design.detail["points"]) == (4, {"0": "said", "1": "named", "2": "said"})
    assert (story.quality, story.detail) == (1, {"points": {"0": "named"}, "hints": [0]})
    assert not Attempt.objects.exists()
    assert list(check_learner(alice)) == []
    page.set_viewport_size(NARROW)
    for address in (
        "/practice/",
        "/practice/limiter/",
        "/practice/points/",
        "/practice/points/cards/",
        "/decks/demo/rehearsals/",
        "/decks/demo/debrief/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address
        scrolls = "[...document.querySelectorAll('.scroll')].some((part) => part.scrollWidth > part.clientWidth)"
        assert not page.evaluate(scrolls), address
        accessible(page)
    page.goto("/practice/points/")
    page.keyboard.press("Enter")
    expect(page.get_by_text("What I miss · 1 of 1")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.get_by_text("Done for today: 1 card, 1 of them known at once.")).to_be_visible()


def climb(page, accessible, answer, key):
    """The one question of the ladder, by keys, from the result on."""
    page.wait_for_load_state()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 1 of 1")).to_be_visible()
    expect(page.get_by_text(answer)).to_be_hidden()
    page.wait_for_load_state()
    page.keyboard.press("Space")
    expect(page.get_by_text(answer)).to_be_visible()
    accessible(page)
    page.keyboard.press(key)


def test_what_was_typed_before_its_scripts_came_or_without_a_connection_is_kept(
    page, sign_in, alice, practice, complaints, held
):
    sign_in(page, alice)
    page.goto("/practice/limiter/")
    scripts = held("**/js/practice*.js")
    with page.expect_request("**/js/practice*.js"):
        page.get_by_role("button", name="Start", exact=True).evaluate("(button) => button.click()")
    page.get_by_label("Requirements").fill("At once. ")
    scripts()
    expect(page.locator("[data-kept]")).to_contain_text("Kept at")
    assert "At once." in str(Attempt.objects.get().detail)
    page.wait_for_load_state("networkidle")
    page.get_by_label("Requirements").press("Control+End")
    page.context.set_offline(True)
    page.get_by_label("Requirements").press_sequentially("Only here.")
    expect(page.locator("[data-kept]")).to_contain_text("this device has what you wrote")
    page.context.set_offline(False)
    page.reload()

    expect(page.get_by_label("Requirements")).to_have_value("At once. Only here.")
    expect(page.get_by_text("Restored what you had typed.")).to_be_visible()
    expect(page.locator("[data-kept]")).to_contain_text("Kept at")  # nobody has to type another key
    assert "Only here." in str(Attempt.objects.get().detail)

    # As one text: nothing is brought back over it, and what is typed there is found there.
    def device_has(text):
        page.wait_for_function("(text) => JSON.stringify(localStorage).includes(text)", arg=text)

    no_drafts = "() => !Object.keys(localStorage).some((key) => key.startsWith('draft:'))"
    page.get_by_role("button", name="As one text").click()
    answer = page.get_by_label("Your answer")
    expect(answer).to_have_value("## 1. Requirements\n\nAt once. Only here.")
    page.wait_for_function(no_drafts)
    expect(page.locator("#attempt .notice")).to_have_count(0)
    page.context.set_offline(True)
    answer.press("Control+End")
    answer.press_sequentially(" As text.")
    device_has("As text.")
    page.context.set_offline(False)
    page.goto("/practice/limiter/?as=outline")
    expect(answer).to_have_value("## 1. Requirements\n\nAt once. Only here. As text.")
    page.get_by_role("button", name="Under headings").click()
    expect(page.get_by_label("Requirements")).to_have_value("At once. Only here. As text.")
    page.wait_for_function(no_drafts)
    expect(page.locator("[data-spent]")).not_to_have_value("")  # its scripts are there

    # Typed as one text before it is known that there is a draft under headings: either can be had.
    page.context.set_offline(True)
    page.get_by_label("Numbers").press_sequentially("5 a day")
    device_has("5 a day")
    page.context.set_offline(False)
    scripts = held("**/js/drafts*.js")
    page.goto("/practice/limiter/?as=text", wait_until="commit")
    answer.fill("Quick.")
    scripts()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Numbers")).to_have_value("5 a day")
    page.get_by_role("button", name="Bring it back").click()
    expect(answer).to_have_value("Quick.")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Numbers")).to_have_value("5 a day")
    expect(page.locator("[data-spent]")).not_to_have_value("")

    # An answer that was given up on another device: what is left of it here is no part of the next one.
    page.context.set_offline(True)
    page.get_by_label("Requirements").press_sequentially(" No more.")
    device_has("No more.")
    page.context.set_offline(False)
    page.evaluate("performance.now = ((now) => () => now() + 600_000)(performance.now.bind(performance))")
    page.goto("/practice/")
    give_up(alice, practice.pk, key=uuid4(), now=NOW)
    page.goto("/practice/limiter/")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("[data-spent]")).not_to_have_value("")  # its scripts are there
    expect(page.get_by_label("Requirements")).to_have_value("")
    expect(page.locator("#attempt .notice")).to_have_count(0)
    assert int(page.locator("[data-spent]").input_value()) < 600
    complaints.clear()


def test_what_two_tabs_of_one_answer_hold_is_kept_and_offered(page, sign_in, alice, practice, accessible):
    sign_in(page, alice)
    page.goto("/practice/limiter/")
    page.get_by_role("button", name="Start", exact=True).click()
    field, said = page.get_by_label("Requirements"), page.locator("[data-kept]")
    expect(field).to_be_visible()
    other = page.context.new_page()
    other.goto("/practice/limiter/")
    other.wait_for_load_state("networkidle")

    field.press_sequentially("In the first tab.")
    expect(said).to_contain_text("Kept at")
    other.get_by_label("Requirements").press_sequentially("In the second one.")
    expect(other.locator("[data-kept]")).to_contain_text("This answer went on in another tab")
    field.press_sequentially(" And on.")
    until(page, lambda: "And on." in str(Attempt.objects.get().detail))

    other.reload()
    expect(other.get_by_label("Requirements")).to_have_value("In the first tab. And on.")
    accessible(other)
    other.get_by_label("Requirements").press("Control+End")
    other.get_by_label("Requirements").press_sequentially(" Here too.")
    expect(other.locator("[data-kept]")).to_contain_text("Kept at")
    bring = other.get_by_role("button", name="Bring it back")
    bring.click()
    expect(other.get_by_label("Requirements")).to_have_value("In the second one.")
    bring.click()
    expect(other.get_by_label("Requirements")).to_have_value("In the first tab. And on. Here too.")
    bring.click()
    expect(other.get_by_label("Requirements")).to_have_value("In the second one.")
    other.get_by_role("button", name="Discard").click()
    expect(bring).to_have_count(0)
    until(other, lambda: "In the second one." in str(Attempt.objects.get().detail))

    field.press_sequentially(" No more.")
    expect(said).to_contain_text("This answer went on in another tab")
    page.reload()  # what the server took since is not written over, and what was typed here is offered
    expect(field).to_have_value("In the second one.")
    page.get_by_role("button", name="Bring it back").click()
    expect(field).to_have_value("In the first tab. And on. No more.")
    page.locator("[data-done]").click()
    expect(page.get_by_role("heading", name="Rubric")).to_be_visible()
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('draft:'))")


def test_what_was_typed_is_sent_at_once_when_the_page_is_no_longer_seen(page, sign_in, alice, practice, held):
    sign_in(page, alice)
    page.goto("/practice/limiter/")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_load_state("networkidle")
    page.evaluate("globalThis.setTimeout = () => 0")  # no pause ends
    page.get_by_label("Requirements").press_sequentially("On the train.")

    page.evaluate("""() => {
        Object.defineProperty(document, "hidden", { value: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    expect(page.locator("[data-kept]")).to_contain_text("Kept at")
    assert "On the train." in str(Attempt.objects.get().detail)

    page.get_by_label("Requirements").press_sequentially(" And")
    go_on = held("**/practice/limiter/keep/", times=1)
    with page.expect_request("**/practice/limiter/keep/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert "the train. And" in page.evaluate("JSON.stringify(localStorage)")  # until the server says that it has it
    page.get_by_label("Requirements").press_sequentially(" off.")
    sent = requests_of(page)
    page.evaluate("document.querySelector('[data-done]').click()")
    expect(page.locator("[data-done]")).to_have_attribute("aria-disabled", "true")
    assert sent == []  # what is kept must not arrive after it
    go_on()
    expect(page.get_by_text("On the train. And off.")).to_be_visible()


def until(page, is_so):
    for _ in range(PATIENT // 100):
        if is_so():
            return
        page.wait_for_timeout(100)
    assert is_so()


def test_the_clock_can_be_hidden_stays_hidden_and_loses_no_time(page, sign_in, alice, practice):
    sign_in(page, alice)
    page.goto("/practice/limiter/")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("[data-clock]")).to_be_visible()
    expect(page.locator("[data-spent]")).not_to_have_value("")  # it runs

    page.get_by_role("button", name="Hide the clock").click()
    page.evaluate("performance.now = ((now) => () => now() + 42_000)(performance.now.bind(performance))")
    page.reload()

    expect(page.locator("[data-clock]")).to_be_hidden()
    until(page, lambda: int(page.locator("[data-spent]").input_value() or 0) >= 42)
    until(page, lambda: Attempt.objects.get().seconds >= 42)  # the page that was left has told, not its text
    assert Attempt.objects.get().version == 0
    page.get_by_role("button", name="Show the clock").click()
    expect(page.locator("[data-clock]")).to_be_visible()


def test_ticks_and_time_outlast_a_note_a_flag_and_a_look_at_the_cards_page(page, sign_in, alice, held):
    alice.ticks_points = True
    alice.save(update_fields=["ticks_points"])
    deck = make_deck("demo")
    points = [{"text": f"Point {number}", "critical": False} for number in (1, 2, 3)]
    make_card(deck, "points", content={"question": "Why?", "answer": "So.", "points": points, "notes": ""})
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/review/")
    go_on = held("**/review/flag/")
    page.keyboard.press("Space")
    page.keyboard.press("2")
    page.evaluate("window.now = performance.now.bind(performance); performance.now = () => now() + 40_000")

    page.keyboard.press("e")
    expect(page.get_by_label("Your note")).to_be_focused()
    page.keyboard.type("Mine")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#card")).to_contain_text("Mine")
    expect(page.get_by_label("Point 2")).to_be_checked()
    page.keyboard.press("f")
    expect(page.locator("[data-key=f]")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("3")
    go_on()
    expect(page.locator("#card")).to_contain_text("Flagged")
    expect(page.get_by_label("Point 2")).to_be_checked()
    expect(page.get_by_label("Point 3")).to_be_checked()
    expect(page.get_by_label("Point 1")).not_to_be_checked()

    page.keyboard.press("i")
    page.get_by_role("link", name="Back to review").click()
    page.wait_for_url("**/review/**")  # and its scripts
    page.evaluate("new Promise((done) => setTimeout(done))")  # and htmx has its forms: see conftest.py
    page.keyboard.press("1")
    go_on = held("**/review/flag/")
    page.keyboard.press("f")
    page.keyboard.press("Enter")
    expect(page.locator("[data-by-points]")).to_have_attribute("aria-disabled", "true")
    go_on()
    expect(page.locator("[data-live]")).to_have_text("Graded by what I ticked.")
    assert 40 <= Review.objects.get().seconds < 100


def test_key_points_are_ticked_and_graded_by_keys(page, sign_in, alice, any_width, accessible):
    alice.ticks_points = True
    alice.save()
    points = [{"text": f"point {number}", "critical": number == 1} for number in (1, 2, 3)]
    content = {"question": "Why?", "answer": "So.", "points": points, "notes": ""}
    deck = make_deck("demo")
    for key in ("one", "two"):
        make_card(deck, key, content=content)
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/review/")

    page.keyboard.press("Space")
    for key in ("1", "2", "3", "3"):
        page.keyboard.press(key)
    expect(page.get_by_role("checkbox", name="point 2")).to_be_checked()
    expect(page.get_by_role("checkbox", name="point 3")).not_to_be_checked()
    accessible(page)
    page.keyboard.press("Enter")

    expect(page.locator("[data-live]")).to_have_text("Graded by what I ticked.")
    review = Review.objects.get()
    assert (review.quality, review.detail) == (3, {"points": {"0": "said", "1": "said"}})
