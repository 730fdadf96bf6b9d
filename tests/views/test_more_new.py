"""More new cards, today alone."""

import re
import uuid

import pytest

from cards.models import StudyDay
from cards.queries.queue import asked_of, queue_of
from cards.services.plans import agree_on_plan, change_today
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BUTTON = "10 more new cards"


@pytest.fixture
def cards(alice):
    """Thirty new cards; the two of today are done."""
    alice.new_per_day = 2
    alice.save()
    deck = make_deck()
    cards = make_cards(deck, 30)
    enrolled(alice, deck)
    for card in cards[:2]:
        review(alice, card, 4)
    return cards


def new_left(learner, now=NOW):
    learner.refresh_from_db()
    today = learner.study_day(now)
    done = StudyDay.objects.of(learner).filter(day=today).first()
    queue, asked = queue_of(learner, today, done), asked_of(learner, today, done)
    assert queue.new == len(asked.new)
    return queue.new


def more(client, **form):
    return client.post("/review/more/", {"key": uuid.uuid4()} | form)


def test_today_and_the_finish_page_offer_more(alice_client, cards):
    assert BUTTON in alice_client.get("/").content.decode()
    assert BUTTON in alice_client.get("/review/").content.decode()


def test_ten_more_come_today_and_tomorrow_is_as_usual(alice, alice_client, cards):
    response = more(alice_client)

    assert (response.status_code, response.url) == (303, "/review/")
    assert new_left(alice) == 10
    assert new_left(alice, days_later(1)) == 2
    assert 'data-card="' in alice_client.get("/review/").content.decode()


def test_twice_is_twenty_and_the_same_form_twice_is_ten(alice, alice_client, cards):
    key = uuid.uuid4()

    more(alice_client, key=key)
    more(alice_client, key=key)
    once = new_left(alice)
    more(alice_client)

    assert (once, new_left(alice)) == (10, 20)


def test_what_was_wanted_yesterday_does_not_count_today(alice, alice_client, cards):
    alice.more_new, alice.more_new_on = 10, days_later(-1).date()
    alice.save()

    more(alice_client)

    assert new_left(alice) == 10


@pytest.mark.parametrize("key", ["", "no key"])
def test_without_a_key_nothing_is_wanted(alice, alice_client, cards, key):
    assert more(alice_client, key=key).status_code == 422
    assert new_left(alice) == 0


def test_it_is_not_offered_where_it_would_give_nothing(alice, alice_client, cards):
    """No new card waits; or a limit in minutes keeps them, which more cards do not lift."""
    alice.minutes_per_day = 5
    alice.save()
    with_minutes = alice_client.get("/review/").content.decode()
    alice.minutes_per_day = None
    alice.new_per_day = 50
    alice.save()
    before = re.search(BUTTON, alice_client.get("/").content.decode())

    assert BUTTON not in with_minutes
    assert before is None


def test_another_learner_gets_no_more(alice_client, bob, cards):
    more(alice_client)

    assert new_left(bob) == 0
    assert (bob.more_new, bob.more_new_on) == (0, None)


def test_under_a_plan_its_minutes_keep_them_and_the_page_says_so(alice, alice_client):
    deck = make_deck("stripe", about={"stages": [{"slug": "screen", "title": "Screen", "weight": 1}]})
    make_cards(deck, 60, stage="screen", stages=["screen"])
    agree_on_plan(alice, deck, {"screen": days_later(10).date()}, [5] * 7, key=uuid.uuid4(), now=NOW)
    change_today(alice, None, key=uuid.uuid4(), now=NOW)

    pages = [alice_client.get(page).text for page in ("/", "/review/")]

    assert not any(BUTTON in page for page in pages)
    assert all('href="/plan/' in page and "Change the limits" not in page for page in pages)
