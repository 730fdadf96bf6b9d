"""What pages cost, in numbers that no busy machine moves: statements sent, and calls of Python functions.

The bounds are a fifth above what was counted when they were written; `make bench` has the times. A page that needs more
for a good reason gets a new bound, and its reason in the commit.
"""

import gc
import sys
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Learner, Review, Schedule
from cards.queries.new_cards import new_order
from cards.queries.plans import paced_cards
from cards.services.plans import agree_on_plan
from tests.conftest import PASSWORD
from tests.factories import NOW, enrolled, make_card, make_cards, make_deck, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def studied(alice, client):
    """Alice's browser, after a real sign-in: the learner comes with the session. She studied on ten days of twelve."""
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    deck = make_deck("track", title="A track")
    cards = make_cards(deck, 30)
    enrolled(alice, deck)
    for ago in (11, 10, 8, 7, 6, 5, 4, 3, 1, 0):
        review(alice, cards[ago], 4, NOW - timedelta(days=ago))
    return client


def calls_of(work, function=None):
    """How many Python functions are called by the work, or how often this one is.

    What other tests left behind is thrown away before: the functions that this calls would be counted.
    """
    count = 0
    gc.collect()
    gc.disable()

    def see(frame, event, argument):
        nonlocal count
        count += event == "call" and (function is None or frame.f_code is function.__code__)

    previous = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(previous)
        gc.enable()
    return count


@pytest.mark.parametrize(
    ("path", "most_statements", "most_calls"),
    [
        ("/", 6, 4_400),
        ("/review/", 3, 4_400),
        ("/progress/", 6, 23_800),
        ("/settings/", 3, 27_900),
        ("/decks/track/", 8, 11_500),
        ("/cards/{card}/", 9, 12_200),
    ],
)
def test_pages_cost_no_more_than_they_did(studied, path, most_statements, most_calls):
    path = path.format(card=Review.objects.first().card_id)
    with CaptureQueriesContext(connection) as sent:
        assert studied.get(path).status_code == 200

    assert len(sent) <= most_statements, [query["sql"] for query in sent]
    assert calls_of(lambda: studied.get(path)) <= most_calls  # templates are compiled by now, and caches filled


@pytest.mark.parametrize(
    "path", ["/", "/review/", "/review/ahead/", "/progress/", "/decks/", "/decks/track/", "/cards/", "/cards/?all=on"]
)
def test_the_study_day_of_a_page_is_worked_out_once(studied, path):
    assert calls_of(lambda: studied.get(path), Learner.study_day) == 1


@pytest.mark.parametrize("headers", [{}, PART])
def test_the_study_day_of_a_grade_is_worked_out_once(studied, alice, headers):
    schedule = Schedule.objects.of(alice).filter(due=None).first()
    form = {"review": uuid.uuid4(), "card": schedule.card_id, "version": schedule.version, "quality": 4}

    assert calls_of(lambda: studied.post("/review/grade/", form, headers=headers), Learner.study_day) == 1
    assert Review.objects.of(alice).filter(card=schedule.card_id).exists()


def test_a_grade_costs_no_more_than_it_did(studied, alice):
    """Beside the bare view of `make bench` there is next to nothing to spare."""

    def grade():
        schedule = Schedule.objects.of(alice).filter(due=None).first()
        form = {"review": uuid.uuid4(), "card": schedule.card_id, "version": schedule.version, "quality": 4}
        return lambda: studied.post("/review/grade/", form, headers=PART)

    grade()()
    assert calls_of(grade()) <= {"sqlite": 2_500, "postgresql": 2_800}[connection.vendor]


@pytest.mark.parametrize("action", ["bury", "suspend"])
def test_the_study_day_of_another_write_is_worked_out_once_for_it_and_once_for_the_page(studied, alice, action):
    """The write's own is that of the learner who is locked by then."""
    schedule = Schedule.objects.of(alice).filter(due=None).first()
    form = {"key": uuid.uuid4(), "card": schedule.card_id}

    assert calls_of(lambda: studied.post(f"/review/{action}/", form, headers=PART), Learner.study_day) == 2
    schedule.refresh_from_db()
    assert schedule.buried_until or schedule.is_suspended


def test_a_plan_brings_the_new_cards_into_their_order_once(alice):
    deck = make_deck("stripe", about={"stages": [{"slug": "screen", "title": "Screen"}]})
    for number in range(6):
        make_card(deck, f"card-{number}", stage="screen", stages=["screen"])
    called = {new_order: 0, paced_cards: 0, Learner.study_day: 0}

    def agree(days):
        agree_on_plan(alice, deck, {"screen": NOW.date() + timedelta(days=days)}, [30] * 7, key=uuid.uuid4(), now=NOW)

    for days, function in enumerate(called, start=20):
        called[function] = calls_of(lambda days=days: agree(days), function)

    assert set(called.values()) == {1}, called
