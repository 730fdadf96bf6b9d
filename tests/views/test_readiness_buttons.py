"""Readiness offers what can be begun, and nothing else; and what it says adds up."""

import re
import uuid
from datetime import date

import pytest

from cards.kinds.forms import FORMS
from cards.models import Card, Review
from cards.queries.readiness import readiness_of
from cards.scheduling import EASY, GOOD
from cards.services.drills import finish_drill
from tests.factories import (
    NOW,
    enrolled,
    make_behavioural,
    make_card,
    make_deck,
    make_design,
    make_drill,
    review,
)
from tests.pages import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY, DAY = NOW.date(), 24 * 3600
STAGES = [
    {"slug": slug, "title": title, "minutes": minutes, "what": "", "judged": "", "weight": 1}
    for slug, title, minutes in (("recruiter", "The call", 30), ("screen", "Coding", 45), ("design", "Design", 60))
]


def begin(client, slug="demo"):
    return client.post(f"/decks/{slug}/loop/begin/", {"key": uuid.uuid4()}).url


def hold(client, url, place):
    return client.post(f"{url}hold/", {"key": uuid.uuid4(), "place": place})


def talk(client, url, place=0):
    page = {"writer": uuid.uuid4(), "version": 0, "seconds": "95"}
    return client.post(f"{url}talk/", page | {"key": uuid.uuid4(), "place": place})


def end(client, url):
    return client.post(f"{url}end/", {"key": uuid.uuid4()})


def typed(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"sketch": ""}


def written(client, page):
    client.post(f"{page}done/", typed(client.get(page).text) | {"seconds": "600", "part.0": "So.", "text": "So."})


def graded(client, page, *points):
    form = typed(client.get(page).text) | {"quality": ""} | {f"detail.points.{point}": "said" for point in points}
    client.post(f"{page}grade/", form)


def practised(client, page="/practice/limiter/", points="0"):
    client.post(f"{page}begin/", {"key": uuid.uuid4()})
    written(client, page)
    graded(client, page, *points)


@pytest.fixture
def loop_deck(alice):
    """A short card, a design question and a story."""
    deck = make_deck("demo", about={"stages": STAGES})
    make_card(deck, "level", stage="recruiter", stages=["recruiter"])
    make_design(deck)
    make_behavioural(deck)
    enrolled(alice, deck)
    return deck


@pytest.mark.parametrize("is_seen", [True, False])
def test_readiness_offers_no_gap_that_is_not_asked_today(alice, alice_client, is_seen):
    deck = make_deck("demo", about={"stages": STAGES})
    text = {"text": "{{c1::Redis}} is {{c2::single-threaded}} and {{c3::fast}}.", "notes": ""}
    for ordinal in (1, 2, 3):
        make_card(deck, "gaps", kind="cloze", content=text, ordinal=ordinal, stage="screen", stages=["screen"])
    other = make_card(deck, "other")
    enrolled(alice, deck)
    review(alice, Card.objects.get(ordinal=1) if is_seen else other, GOOD)

    links = set(re.findall(r"/review/stage/demo/screen/new/\d+/", alice_client.get("/decks/demo/").text))

    assert links == (set() if is_seen else {"/review/stage/demo/screen/new/1/"})
    assert [link for link in links if alice_client.get(link).status_code != 200] == []


def test_readiness_and_today_offer_no_practice_that_a_loop_left_alone_keeps(alice, alice_client, loop_deck, clock):
    review(alice, Card.objects.get(key="level"), GOOD)
    begin(alice_client)
    clock.shift(3 * DAY)

    for page in ("/decks/demo/", "/"):
        for link in set(re.findall(r'action="(/practice/[^"]+/begin/)"', alice_client.get(page).text)):
            answer = alice_client.post(link, {"key": uuid.uuid4()}, follow=True)
            assert "/loop/" not in answer.redirect_chain[-1][0], (page, link)


def test_readiness_offers_no_practice_whose_round_was_held(alice, alice_client, loop_deck):
    review(alice, Card.objects.get(key="level"), GOOD)
    make_drill(loop_deck)
    enrolled(alice, loop_deck)
    hold(alice_client, begin(alice_client), 0)
    finish_drill(alice, Card.objects.get(key="cache").pk, {}, key=uuid.uuid4(), now=NOW)

    for link in set(re.findall(r'action="(/practice/[^"]+/begin/)"', alice_client.get("/decks/demo/").text)):
        answer = alice_client.post(link, {"key": uuid.uuid4()}, follow=True)
        assert "/loop/" not in answer.redirect_chain[-1][0], link


def test_an_action_adds_no_more_than_it_says(alice, alice_client, loop_deck):
    review(alice, Card.objects.get(key="level"), GOOD)
    days = {"design": date(2027, 1, 20)}

    def design():
        return next(each for each in readiness_of(alice, loop_deck, TODAY, days).stages if each.slug == "design").ready

    before = design()
    most = next(each for each in before.actions if each.cards == (Card.objects.get(key="limiter").pk,)).points
    practised(alice_client, points="012")

    assert Review.objects.get(card__key="limiter").quality == EASY
    assert design().number - before.number <= most + 1


def test_shares_are_told_as_the_points_are(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES[2:]})
    card = make_design(deck)
    card.content["rubric"] = FORMS["rubric"].typed("[57! failure] Says what happens\n[43! numbers] Works out the load")
    card.save()
    enrolled(alice, deck)
    hold(alice_client, begin(alice_client), 0)
    written(alice_client, "/practice/limiter/")
    graded(alice_client, "/practice/limiter/", "0")

    loops, stages = html_of(alice_client.get("/decks/demo/rehearsals/")), html_of(alice_client.get("/decks/demo/"))
    assert "57 of 100 points" in loops
    assert ("<b>57 %</b>" in loops, "57 % of rubric points" in stages) == (True, True)


def test_the_page_of_a_deck_says_what_readiness_needs(alice_client, loop_deck):
    assert "grade a first card" in alice_client.get("/decks/demo/").text
