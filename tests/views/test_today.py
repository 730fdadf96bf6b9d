"""Today, as a learner sees it; what a visitor sees is in test_pages.py."""

import re
import uuid
from datetime import timedelta

import pytest

from tests.factories import NOW, enrolled, make_card, make_cards, make_deck, make_schedule, review
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = NOW.date()


def figures(response):
    """The numbers of the page: to review, new, minutes."""
    found = re.findall(r'class="figure">(.*?)</span>', response.content.decode())
    return [re.sub(r"<.*?>|≈", "", figure).split()[0] for figure in found[:3]]


def test_a_newcomer_is_offered_the_first_deck_in_one_press(alice, alice_client):
    deck = make_deck("stripe-backend", title="Stripe Backend Engineer")
    make_cards(deck, 3)

    page = alice_client.get("/").content.decode()
    assert 'action="/decks/stripe-backend/enrol/"' in page
    alice_client.post("/decks/stripe-backend/enrol/", {"key": uuid.uuid4()})

    page = alice_client.get("/")
    assert figures(page)[:2] == ["0", "3"]
    assert "No reviews in the last seven days." in page.content.decode()


def test_another_track_does_not_take_the_place_of_the_first_deck(alice_client):
    make_cards(make_deck("backend-engineer", title="Backend Engineer, any company", position=0), 1)
    make_cards(make_deck("stripe-backend", title="Stripe Backend Engineer", position=1), 1)

    page = alice_client.get("/").content.decode()

    assert 'action="/decks/stripe-backend/enrol/"' in page
    assert "/decks/backend-engineer/enrol/" not in page


def test_without_any_deck_it_says_what_is_missing(alice_client):
    assert "No deck is loaded" in alice_client.get("/").content.decode()


def test_due_new_and_minutes_at_the_learners_own_pace(alice, alice_client):
    deck = make_deck()
    cards = make_cards(deck, 8)
    enrolled(alice, deck)
    for card in cards[:6]:
        make_schedule(alice, card, due=TODAY, interval=3, repetitions=2)
    for card in cards[:3]:
        review(alice, card, 4, seconds=60)

    response = alice_client.get("/")

    # Three reviews at the minute that this learner takes, two new cards at the minute they are taken to need, and the
    # share of them that comes back.
    assert figures(response) == ["3", "2", "6"]
    page = response.content.decode()
    assert "3 reviews so far, in 3:00." in page
    assert "Continue" in page
    assert "1-day streak" in page


def test_when_all_is_done_it_says_so_and_offers_more(alice, alice_client):
    deck = make_deck()
    card = make_card(deck, "only")
    enrolled(alice, deck)
    review(alice, card, 4)

    page = alice_client.get("/").content.decode()

    assert "Done for today." in page
    assert "/review/ahead/" in page


def test_limits_that_hold_cards_back_are_named(alice, alice_client):
    alice.new_per_day, alice.reviews_per_day = 0, 1
    alice.save()
    deck = make_deck()
    cards = make_cards(deck, 4)
    enrolled(alice, deck)
    for card in cards[:3]:
        make_schedule(alice, card, due=TODAY, interval=3, repetitions=2)

    page = text_of(alice_client.get("/"))

    assert "Your limits keep 2 due and more new cards for other days." in page


def test_new_cards_of_other_days_are_named_once_today_is_done(alice, alice_client):
    """Before that it would be said every day of a long deck, and there is nothing to do about it."""
    alice.new_per_day = 1
    alice.save()
    deck = make_deck()
    first, _ = make_cards(deck, 2)
    enrolled(alice, deck)

    assert "Your limits keep" not in text_of(alice_client.get("/"))
    review(alice, first, 4)
    assert "Your limits keep" in text_of(alice_client.get("/"))


def test_the_greeting_is_of_the_learners_own_clock(alice, alice_client):
    alice.time_zone = "Asia/Tokyo"
    alice.save()

    assert "Good evening, alice" in alice_client.get("/").content.decode()


def test_another_learners_cards_and_reviews_are_not_counted(alice, alice_client, bob):
    deck = make_deck()
    cards = make_cards(deck, 3)
    enrolled(alice, deck)
    enrolled(bob, deck)
    review(bob, cards[0], 4)

    page = alice_client.get("/")

    assert figures(page)[:2] == ["0", "3"]
    assert "review so far" not in page.content.decode()


@pytest.mark.parametrize("number", [10, 20])
def test_few_queries_however_many_cards(alice, alice_client, django_assert_max_num_queries, number):
    deck = make_deck()
    for days, card in enumerate(make_cards(deck, number)):
        make_schedule(alice, card, due=TODAY - timedelta(days), interval=3, repetitions=2)
    enrolled(alice, deck)

    with django_assert_max_num_queries(8):
        alice_client.get("/")


def test_only_looking_is_allowed(alice_client):
    assert alice_client.post("/").status_code == 405


def test_a_pace_is_the_learners_own_only_when_there_is_one(alice, alice_client):
    deck = make_deck()
    cards = make_cards(deck, 5)
    enrolled(alice, deck)

    at_first = alice_client.get("/").content.decode()
    for card in cards[:2]:
        review(alice, card, 4, seconds=40)
    after_two = alice_client.get("/").content.decode()
    review(alice, cards[2], 4, seconds=40)
    later = alice_client.get("/").content.decode()
    make_schedule(alice, cards[3], due=TODAY, interval=3, repetitions=2)
    with_others = alice_client.get("/").content.decode()

    assert ("about</span>" in at_first, "at your pace" in at_first) == (True, False)
    assert "about</span>" in after_two, "two cards are no pace"
    assert "at your pace" in later
    # New cards were timed, and none that is due.
    assert "about</span>" in with_others
