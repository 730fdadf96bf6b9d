"""Cards that would do something to whoever reviews them do nothing in a browser."""

import pytest
from playwright.sync_api import expect

from cards.markdown import render
from cards.models import Schedule, Topic
from tests.factories import enrolled, make_card, make_deck
from tests.test_markdown import PAYLOADS

pytestmark = pytest.mark.django_db(transaction=True)
WATCH = (
    "window.__xss = 0; for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => window.__xss++"
)


@pytest.fixture
def watched(page, base_url):
    """What a hostile card achieved: dialogs, pages left, requests to anybody else."""
    achieved = []
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: (achieved.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: achieved.append(request.url) if is_foreign(request, base_url) else None)
    return achieved


def is_foreign(request, base_url):
    return not request.url.startswith((base_url, "data:"))


def strongest():
    """Forty payloads of as many kinds: every so manieth of the file, which goes from kind to kind."""
    return PAYLOADS[:: len(PAYLOADS) // 40][:40]


def test_hostile_cards_do_nothing_in_review(page, sign_in, alice, watched):
    payloads = strongest()
    for number in range(4):
        question, answer, notes, point, hint, tag, title, topic, own, source = payloads[number::4]
        deck = make_deck(f"hostile-{number}", title=title[:120])
        content = {
            "question": f"{question}\n\n{hint}",
            "answer": answer,
            "notes": notes,
            "points": [{"text": " ".join(point.split()) or "x", "critical": True}],
            "next": {"ask": source, "card": "nowhere"},
        }
        topic = Topic.objects.create(deck=deck, slug="t", title=topic[:120]) if number % 2 else None
        make_card(deck, content=content, tags=[tag[:50]], topic=topic, sources=[{"title": source, "url": ""}])
        enrolled(alice, deck)
        Schedule.objects.filter(card__deck=deck).update(note=own, note_html=render(own))
    sign_in(page, alice)
    page.goto("/review/")
    for _ in range(4):
        page.keyboard.press("Space")
        expect(page.locator("[data-answer]")).to_have_attribute("open", "")
        expect(page.locator("#card")).to_be_visible()
        page.locator("#card").hover()
        assert page.evaluate("window.__xss") == 0
        page.keyboard.press("4")
        expect(page.locator("[data-live]")).to_have_text("Graded Easy.")
        page.evaluate("document.querySelector('[data-live]').textContent = ''")

    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert page.evaluate("window.__xss") == 0
    assert page.url.endswith("/review/")
    assert watched == []


def test_no_payload_does_anything_even_without_a_content_security_policy(page, base_url, watched):
    rendered = "\n".join(f"<section>{render(payload)}</section>" for payload in PAYLOADS)
    html = f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>x</title>{rendered}"
    page.route("**/hostile/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))

    page.goto("/hostile/")
    page.evaluate(
        """for (const element of document.body.querySelectorAll("*"))
        for (const type of ["mouseover", "focus", "pointerover", "animationstart", "toggle", "error", "load"])
            element.dispatchEvent(new Event(type, {bubbles: true}))"""
    )
    page.wait_for_timeout(500)

    assert page.locator("section").count() == len(PAYLOADS) >= 750
    assert page.evaluate("window.__xss") == 0
    assert page.url == f"{base_url}/hostile/"
    assert watched == []
