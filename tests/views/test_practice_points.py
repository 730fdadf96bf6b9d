"""Practise what I miss: a session of the cards that teach what answers missed, through the path of every review."""

import re
import uuid

import pytest

from cards.models import Review, Schedule
from cards.services.review import grade_card, suspend_card
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_design, make_schedule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SESSION, START, POINTS = "/practice/points/cards/", "/review/points/", "/practice/points/"
AGAIN, GOOD = 2, 4
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def design(alice):
    """A question whose answer missed its critical point, named the second, and missed the third."""
    deck = make_deck("demo")
    make_cards(deck, 2)
    design = make_design(deck)
    for place, key in enumerate(("open", "load", "graph")):
        make_card(deck, key)
        design.content["rubric"][place]["card"] = key
    design.save(update_fields=["content"])
    enrolled(alice, deck)
    grade_card(
        alice, design.pk, 2, key=uuid.uuid4(), version=0, reviewed_at=days_later(-1), detail={"points": {"1": "named"}}
    )
    return design


def grade(client, quality, **more):
    """Grade the card that the session asks, as its page would."""
    page = client.get(START).text
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post("/review/grade/", form | {"quality": quality}, **more)


def asked(client):
    return client.get(START, follow=True).context["card"].key


def test_it_asks_the_weakest_point_first_and_says_how_far_it_is(alice_client, design):
    first = alice_client.get(START).text
    keys = [asked(alice_client)]
    graded = grade(alice_client, GOOD, headers=PART)
    keys.append(asked(alice_client))

    assert "What I miss · 1 of 3" in first
    assert "What I miss · 2 of 3" in graded.text
    assert "<html" not in graded.text
    assert keys == ["open", "load"]  # critical ones first


def test_its_grades_are_reviews_like_any_other_and_an_early_pass_keeps_its_interval(alice, alice_client, design):
    card = make_card(design.deck, "early")
    design.content["rubric"][0]["card"] = "early"
    design.save(update_fields=["content"])
    due = days_later(9).date()
    make_schedule(alice, card, due=due, interval=10, repetitions=3, reviewed_on=days_later(-1).date())

    grade(alice_client, GOOD)

    schedule, review = Schedule.objects.get(card=card), Review.objects.latest("id")
    assert (review.card, review.quality) == (card, GOOD)
    assert (schedule.interval, schedule.reviewed_on) == (10, NOW.date())


def test_what_is_missed_comes_once_more_and_the_end_is_a_summary(alice_client, design):
    grade(alice_client, AGAIN)
    grade(alice_client, GOOD)
    grade(alice_client, GOOD)
    once_more = alice_client.get(START).text
    plain = grade(alice_client, GOOD)
    end = alice_client.get(plain.url, follow=True)

    assert "What I miss · once more" in once_more
    assert plain.url == START
    assert end.wsgi_request.path == SESSION
    assert "Done for today: 3 cards, 2 of them known at once." in end.text
    assert "Again, Good" in end.text
    assert "For: Says what happens when it is down" in end.text


def test_the_last_grade_by_htmx_leads_to_the_summary_and_can_be_taken_back_there(alice_client, design):
    for _ in range(2):
        grade(alice_client, GOOD)
    last = grade(alice_client, GOOD, headers=PART)

    undone = alice_client.post("/review/undo/", {"undo": uuid.uuid4(), "ahead": "points"}, follow=True)

    assert last["HX-Redirect"] == SESSION
    assert undone.context["card"].key == "graph"
    assert undone.context["ahead"].name == "points"


def test_before_it_begins_its_page_lists_the_cards_and_what_is_not_studied(alice, alice_client, design):
    make_card(make_deck("elsewhere"), "foreign")
    design.content["rubric"][1]["card"] = "foreign"
    design.save(update_fields=["content"])
    suspend_card(alice, Schedule.objects.get(card__key="graph").card_id, key=uuid.uuid4(), now=NOW)

    page, points = alice_client.get(SESSION).text, alice_client.get(POINTS).text

    assert re.search(r"1 card that teaches what your answers\s+missed", page)
    assert f'href="{START}" data-start' in page
    assert page.count("Not among the cards that you study") == 2
    assert re.search(r"Practise\s+what I miss: 1 card <", points)


def test_where_nothing_is_missed_or_studied_it_says_so(alice_client, bob_client, design):
    Schedule.objects.filter(card__kind="recall").update(is_suspended=True)

    nothing, none_studied = bob_client.get(SESSION), alice_client.get(START, follow=True)

    assert nothing.url == POINTS
    assert bob_client.get(START, follow=True).wsgi_request.path == POINTS
    assert none_studied.context["session"].total == 0
