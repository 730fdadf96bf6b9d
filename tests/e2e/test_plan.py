"""A plan by keyboard: what it comes to redraws while one types, it is agreed on, and Today tells of it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cards.models import Plan
from tests.factories import enrolled, make_card, make_deck, make_design, review

pytestmark = pytest.mark.django_db(transaction=True)
STAGES = {"stages": [{"slug": slug, "title": slug.title(), "weight": 1} for slug in ("screen", "design")]}


@pytest.fixture
def track(alice):
    deck = make_deck("stripe", title="Stripe", about=STAGES)
    now = timezone.now() - timedelta(days=2)
    cards = [make_card(deck, f"card-{number}", stage="screen", stages=["screen"], now=now) for number in range(40)]
    make_design(deck, now=now)
    enrolled(alice, deck, now)
    for card in cards[:4]:
        review(alice, card, 4, now)
    return deck


def test_a_plan_is_looked_at_agreed_on_and_undone(page, sign_in, alice, track, any_width, accessible):
    sign_in(page, alice)
    day = timezone.now().date() + timedelta(days=12)
    page.goto("/plan/")
    accessible(page)

    page.get_by_label("Day of the interview").fill(day.isoformat())
    page.keyboard.press("Tab")
    outcome = page.locator("#outcome")
    expect(outcome.get_by_role("heading")).to_contain_text("It fits:")
    page.get_by_label("Mon", exact=True).fill("1")
    for weekday in ("Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        page.get_by_label(weekday, exact=True).fill("0")
    page.keyboard.press("Tab")
    expect(outcome.get_by_role("heading")).to_contain_text("Not all of it fits:")
    expect(outcome).to_contain_text("would stay unseen")
    assert not Plan.objects.exists()
    for weekday in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        page.get_by_label(weekday, exact=True).fill("20")
    page.get_by_role("button", name="Agree").press("Enter")

    expect(page.get_by_text("Agreed.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".readiness summary").first.press("Enter")
    expect(page.get_by_text("4 of 40 cards seen")).to_be_visible()
    accessible(page)
    page.goto("/")
    expect(page.get_by_text("On track")).to_be_visible()
    accessible(page)
    page.goto("/plan/")
    page.get_by_role("button", name="Undo the last change").press("Enter")
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert Plan.objects.get().undone_at


def test_a_plan_needs_no_script(browser, base_url, sign_in, alice, track):
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    sign_in(page, alice)
    page.goto("/plan/")
    page.get_by_label("Day of the interview").fill((timezone.now().date() + timedelta(days=12)).isoformat())
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("#outcome")).to_contain_text("It fits:")
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("Agreed.")).to_be_visible()
    context.close()
