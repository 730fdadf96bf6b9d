"""A story: written beside the guide of a question, told into the microphone, graded by keyboard, and counted."""

import re

import pytest
from playwright.sync_api import expect

from cards.models import Review, Story
from tests.e2e.conftest import NARROW, WIDE
from tests.e2e.test_review import requests_of
from tests.factories import enrolled, make_behavioural, make_deck, make_story

pytestmark = pytest.mark.django_db(transaction=True)
ACTION = "We met. We talked. We fixed it. "
COUNT_STREAMS = """
    const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
    window.asked = 0;
    devices.getUserMedia = (wanted) => { asked += 1; return ask(wanted); };
"""
TWICE = "button.click(); button.click();"


@pytest.fixture
def question(alice):
    deck = make_deck("behave")
    card = make_behavioural(deck)
    enrolled(alice, deck)
    make_story(alice, "Another one", competencies=["conflict"])
    return card


def test_a_hole_becomes_a_story_that_is_recorded_and_graded(page, sign_in, alice, question, accessible):
    page.context.grant_permissions(["microphone"])
    sign_in(page, alice)
    page.goto("/stories/")
    accessible(page)
    page.get_by_role("link", name="No story yet").click()
    expect(page.get_by_text("What happened, whom you told")).to_be_visible()
    page.get_by_label("Title").press_sequentially("The clock")
    page.get_by_label("Action").press_sequentially(ACTION)
    expect(page.locator("#telling")).to_contain_text("“we” three times, “I” never")
    expect(page.locator("#telling")).to_contain_text("7 words")
    accessible(page)
    page.reload()
    expect(page.get_by_label("Action")).to_have_value(ACTION)
    page.set_viewport_size(NARROW)
    accessible(page)
    page.get_by_label("Title").fill("")
    page.get_by_label("Result").press("Control+Enter")  # refused: the field that is missing is not behind the count
    expect(page.get_by_label("Title")).to_be_focused()
    page.wait_for_function("""() => document.activeElement.getBoundingClientRect().top
        >= document.getElementById("telling").getBoundingClientRect().bottom""")
    page.get_by_label("Title").fill("The clock")
    page.get_by_label("Action").press("Control+Enter")
    expect(page.get_by_role("heading", name="The clock")).to_be_visible()
    accessible(page)
    page.goto("/stories/")
    expect(page.get_by_text("The clock: your first choice")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    accessible(page)

    page.set_viewport_size(WIDE)
    page.get_by_role("link", name="A mistake of yours").click()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="The clock", exact=True).click()
    expect(page.get_by_text("You tell “The clock”")).to_be_visible()
    sent = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))
    page.get_by_role("button", name="Record yourself").evaluate(f"(button) => {{ {COUNT_STREAMS} {TWICE} }}")
    expect(page.get_by_text("Recording …")).to_be_visible()
    assert page.evaluate("asked") == 1
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("It is only in this page")).to_be_visible()
    accessible(page)
    requests = requests_of(page)
    page.get_by_role("button", name="I’m done").evaluate(f"(button) => {{ {TWICE} }}")
    expect(page.get_by_role("heading", name="Rubric")).to_be_visible()
    page.wait_for_function("document.querySelector('[data-recording-place] audio').readyState > 0")
    assert page.locator("[data-recording-place] audio").evaluate("(audio) => audio.src").startswith("blob:")
    assert max(sent) < 2_000
    assert len([request for request in requests if request.url.endswith("/done/")]) == 1
    accessible(page)
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(page.locator("#verdict")).to_contain_text("100 of 100")
    page.get_by_label("I blamed somebody").check()
    expect(page.locator("#verdict")).to_contain_text("a red flag")
    page.get_by_label("I blamed somebody").uncheck()
    expect(page.locator("#verdict")).to_contain_text("would pass")
    page.locator("#main").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="100 of 100")).to_be_visible()
    page.goto("/stories/")
    expect(page.get_by_text(re.compile("Told once, last 100"))).to_be_visible()
    assert Review.objects.get().detail["story"] == Story.objects.get(content__title="The clock").pk
