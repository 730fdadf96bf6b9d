"""A card's own page, from review and back; its sources; what is folded on long pages, and that no page is long."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from cards.models import Card, Deck, Review, Schedule, StudyDay
from tests.e2e.conftest import PATIENT, WIDE
from tests.factories import enrolled, make_card, make_cards, make_deck, review

pytestmark = pytest.mark.django_db(transaction=True)
THREE_SCREENS = 3 * WIDE["height"]
LONG = {"question": "Why?\n\n" + "A long way down.\n\n" * 30, "answer": "Because.", "points": [], "notes": ""}
TEXT = {"text": "Delivered {{c1::at least once}}, retried for {{c2::three days}}.", "points": [], "notes": ""}


def sources(number):
    return [
        {"title": f"Report {place} of what was asked", "url": f"https://example.org/{place}", "seen": "2026-11-23"}
        for place in range(number)
    ]


@pytest.fixture
def own(alice):
    """Alice's text with two gaps, the first reviewed on two days."""
    deck = make_deck("mine", owner=alice, title="My deck")
    now = timezone.now()
    cards = [
        make_card(deck, "text", kind="cloze", content=TEXT, ordinal=ordinal, now=now - timedelta(days=9))
        for ordinal in (1, 2)
    ]
    enrolled(alice, deck, now - timedelta(days=9))
    for days in (8, 7):
        review(alice, cards[0], 4, now - timedelta(days=days))
    return cards


# Sources --------------------------------------------------------------------------------------------------------------


def test_sources_unfold_by_keyboard_and_nothing_is_graded(page, sign_in, alice, any_width, accessible):
    deck = make_deck()
    make_card(deck, "many", sources=sources(7))
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/review/")
    page.keyboard.press("Space")
    folded = page.locator("#card").bounding_box()["height"]
    fold = page.locator(".source > summary")
    expect(fold).to_have_text("7 sources")
    expect(page.get_by_role("link", name="Report 3")).to_be_hidden()

    for key, is_open in (("Enter", True), ("Space", False)):
        fold.focus()
        page.keyboard.press(key)
        expect(page.get_by_role("link", name="Report 3")).to_be_visible(visible=is_open)
        if is_open:
            accessible(page)

    assert page.locator("#card").bounding_box()["height"] == folded
    assert not Review.objects.exists()
    page.locator("[data-answer] > summary").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()


def test_a_card_is_as_high_with_many_sources_as_with_one(page, sign_in, alice, narrow):
    deck = make_deck()
    cards = [make_card(deck, "card", ordinal=number, sources=sources(number)) for number in (1, 9)]
    enrolled(alice, deck)
    sign_in(page, alice)

    heights = []
    for card in cards:
        page.goto(f"/review/?card={card.pk}")
        page.keyboard.press("Space")
        expect(page.locator(".source")).to_be_visible()
        heights.append(page.locator("#card").bounding_box()["height"])

    assert heights[0] == heights[1]


# The card's page ------------------------------------------------------------------------------------------------------


def test_i_leads_from_review_to_the_cards_page_and_back_to_the_open_answer(
    page, sign_in, alice, own, any_width, accessible, held
):
    sign_in(page, alice)
    page.goto("/review/")
    page.keyboard.press("Space")
    expect(page.locator("[data-answer][open]")).to_have_count(1)

    for key in ("i", "Escape"):
        page.keyboard.press("i")
        page.wait_for_url("**/cards/*/?next=review")
        expect(page.get_by_text("Asked today because its interval of 6 days was over yesterday.")).to_be_visible()
        expect(page.get_by_role("row")).to_have_count(3)
        go_on = held("**/review/**")
        page.keyboard.press(key)
        page.keyboard.press(key)  # while the page takes its time: it goes back once
        go_on()
        page.wait_for_url("**/review/**")
        expect(page.locator("[data-answer][open]")).to_have_count(1)

    assert Review.objects.count() == 2
    page.keyboard.press("Space")
    expect(page.locator("[data-live]")).to_have_text("Graded Good.")
    page.goto(f"/cards/{own[0].pk}/?next=review")
    accessible(page)


def stands_at(page, top):
    """Whether the page comes to stand there. (A string for the browser to wait for is what its policy forbids.)"""
    for _ in range(PATIENT // 100):
        if page.evaluate("() => Math.round(scrollY)") == top:
            return True
        page.wait_for_timeout(100)
    return False


def test_the_page_has_not_moved_when_one_comes_back(page, sign_in, alice):
    page.emulate_media(reduced_motion="reduce")
    deck = make_deck()
    card = make_card(deck, "long", content=LONG)
    enrolled(alice, deck)
    sign_in(page, alice)
    page.goto("/review/")
    page.keyboard.press("Space")
    expect(page.locator("[data-answer][open]")).to_have_count(1)
    page.evaluate("() => scrollTo(0, 420)")
    assert stands_at(page, 420)

    page.keyboard.press("i")
    page.wait_for_url(f"**/cards/{card.pk}/**")
    page.get_by_role("link", name="Back to review").click()
    page.wait_for_url("**/review/**")

    expect(page.locator("[data-answer][open]")).to_have_count(1)
    assert stands_at(page, 420)


def test_without_javascript_a_link_leads_back_to_the_open_answer(new_context, sign_in, alice, own):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, alice)
    page.goto("/review/")
    expect(page.locator("[data-answer][open]")).to_have_count(0)

    page.get_by_role("link", name="Details").click()
    expect(page.get_by_role("heading", name="Your schedule")).to_be_visible()
    page.get_by_role("link", name="Back to review").click()

    expect(page.locator("[data-answer][open]")).to_have_count(1)
    expect(page.locator("[data-answer]").get_by_text("at least once")).to_be_visible()


def test_what_is_done_on_the_page_of_an_own_card(page, sign_in, alice, own, any_width, accessible):
    sign_in(page, alice)
    page.goto("/cards/")
    page.locator("a.ask").last.click()
    expect(page.get_by_role("heading", name="Its text has 2 gaps")).to_be_visible()

    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("Not asked: you suspended it.")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Flag").click()
    expect(page.get_by_text("⚑ Flagged")).to_be_visible()
    page.get_by_role("link", name="Gap 2").or_(page.get_by_role("link", name="Gap 1")).click()
    expect(page.get_by_role("heading", name="Its text has 2 gaps")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Delete with its other gaps").click()
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("a.ask")).to_have_count(2)


# Long pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def experienced(alice):
    """Alice with all built-in decks, 90 days, and 60 cards of her own."""
    call_command("load_decks", verbosity=0)
    now = timezone.now()
    own = make_deck("own", owner=alice, title="My deck")
    make_cards(own, 60, tags=["sql", "locks"], stage="design")
    for deck in (Deck.objects.get(slug="stripe-backend"), Deck.objects.get(slug="backend-engineer"), own):
        enrolled(alice, deck, now - timedelta(days=90))
    today = alice.study_day(now)
    for place, schedule in enumerate(Schedule.objects.of(alice)):
        if place % 3:
            due = today + timedelta(days=place % 40)
            columns = {"due": due, "planned_for": due, "interval": place % 60 + 1, "lapses": 9 * (place % 20 == 1)}
            Schedule.objects.filter(pk=schedule.pk).update(**columns, repetitions=2)
    StudyDay.objects.bulk_create(
        StudyDay(
            learner=alice, day=today - timedelta(days=ago), reviews=40, seconds=900, young_passed=30, streak=90 - ago
        )
        for ago in range(1, 90)
    )
    card = Card.objects.filter(deck__slug="api", ordinal__gt=1).first()
    for days in range(20, 0, -1):
        Schedule.objects.of(alice).filter(card=card).update(version=0)
        Review.objects.create(
            learner=alice, card=card, key=uuid.uuid4(), quality=4, reviewed_at=now - timedelta(days=days),
            study_day=today - timedelta(days=days), phase=1, seconds=9,
        )  # fmt: skip
    return card


def test_no_page_is_longer_than_three_screens(page, sign_in, alice, experienced):
    decks = list(Deck.objects.filter(owner=None).values_list("slug", flat=True))
    public = ["/", "/decks/", "/about/", "/privacy/", "/keyboard/", *(f"/decks/{slug}/" for slug in decks)]
    learners = [
        *public, "/review/", "/review/ahead/", "/progress/", "/progress/?days=365", "/cards/", "/cards/?all=on",
        "/cards/?state=leech", "/cards/new/", "/cards/deleted/", f"/cards/{experienced.pk}/", "/settings/",
        "/practice/", "/practice/points/", "/practice/sd-rate-limiter/", "/practice/tell-disagreement/", "/stories/",
        "/stories/new/", "/plan/", "/progress/memory/", "/drills/drill-lru-cache/", "/decks/stripe-backend/rehearsals/",
        "/review/free/?deck=stripe-backend", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/",
        *(f"/decks/{slug}/cards/" for slug in decks), *(f"/decks/{slug}/start/" for slug in decks),
    ]  # fmt: skip
    heights = {}

    def look(who, addresses):
        for address in addresses:
            assert page.goto(address).ok, address
            heights[who, address] = page.evaluate("document.documentElement.scrollHeight")

    look("visitor", public)
    sign_in(page, alice)
    look("learner", learners)

    assert {where: height for where, height in heights.items() if height > THREE_SCREENS} == {}


def test_what_is_unfolded_stays_so(page, sign_in, alice, own, any_width, accessible):
    make_card(make_deck("built-in"), "card")
    enrolled(alice, Deck.objects.get(slug="built-in"))
    sign_in(page, alice)
    page.goto("/progress/")
    fold = page.locator("details[data-fold=topics]")
    expect(fold.get_by_role("table")).to_be_hidden()

    page.get_by_role("heading", name="By topic").click()
    expect(fold.get_by_role("table")).to_be_visible()
    accessible(page)
    page.reload()
    expect(fold.get_by_role("table")).to_be_visible()
    page.get_by_role("heading", name="By topic").click()
    page.reload()

    expect(fold.get_by_role("table")).to_be_hidden()
