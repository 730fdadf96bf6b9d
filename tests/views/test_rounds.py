"""Rounds of a loop keep what they are, whatever stale pages, other loops and undo bring: shut, with hints and time."""

import re
import uuid

import pytest

from cards.models import Attempt, Card, Mock, Review
from cards.queries.loop_results import loop_results
from cards.queries.mocks import mocks_of, progress_of, progresses_of
from cards.services.drills import finish_drill, open_hint
from tests.factories import (
    NOW,
    enrolled,
    make_behavioural,
    make_card,
    make_deck,
    make_design,
    make_drill,
)

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


def test_an_earlier_loop_shows_no_answer_that_the_next_one_asks(alice_client, loop_deck, clock):
    first = begin(alice_client)
    talk(alice_client, first)
    end(alice_client, first)
    clock.shift(2 * DAY)
    second = begin(alice_client)

    assert second != first
    assert f'href="{first}"' in alice_client.get("/decks/demo/rehearsals/").text  # "Its answers"
    assert "It is level." not in alice_client.get("/decks/demo/cards/level/").text
    assert "It is level." not in alice_client.get(first).text


def test_no_card_of_a_round_is_graded_by_an_earlier_loop_before_its_loop_is_over(alice_client, loop_deck):
    first = begin(alice_client)
    talk(alice_client, first)
    end(alice_client, first)
    talk(alice_client, begin(alice_client))
    form = {"review": uuid.uuid4(), "card": Card.objects.get(key="level").pk, "version": 0, "quality": 4}

    alice_client.post(f"{first}grade/", form)

    assert not Review.objects.exists()


def test_a_grade_taken_back_answers_no_round(alice, alice_client, loop_deck, clock):
    practised(alice_client)
    clock.shift(DAY)
    url = begin(alice_client)
    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})
    talk(alice_client, url)

    hold(alice_client, url, 1)

    assert progress_of(alice, Mock.objects.get()).rounds[1].state == "under-way"


def test_a_grade_taken_back_throws_away_no_round_that_was_begun(alice, alice_client, loop_deck, clock):
    practised(alice_client)
    clock.shift(DAY)
    url = begin(alice_client)
    talk(alice_client, url)
    page = hold(alice_client, url, 1).url
    assert alice_client.get(page).status_code == 200  # being written

    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})

    assert progress_of(alice, Mock.objects.get()).rounds[1].state == "under-way"


def test_leaving_the_drill_of_a_round_takes_no_hint_and_no_time_back(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES[1:2]})
    make_drill(deck)
    enrolled(alice, deck)
    url = begin(alice_client)
    hold(alice_client, url, 0)
    alice_client.post("/drills/cache/hint/", {"key": uuid.uuid4()})
    attempt = Attempt.objects.get()
    Attempt.objects.update(seconds=600, detail=attempt.detail | {"seconds": 600})
    assert 'action="/drills/cache/leave/"' in alice_client.get("/drills/cache/").text

    alice_client.post("/drills/cache/leave/", {"key": uuid.uuid4()})
    hold(alice_client, url, 0)

    attempt = Attempt.objects.get()
    assert (attempt.detail.get("hints"), attempt.seconds) == (1, 600)


def test_a_stale_page_gives_up_no_round_that_was_held(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES[2:]})
    make_design(deck)
    make_behavioural(deck)
    enrolled(alice, deck)
    url = begin(alice_client)
    page = hold(alice_client, url, 0).url
    alice_client.post(f"{page}hint/", typed(alice_client.get(page).text) | {"text": "So.", "seconds": "600"})
    stale = typed(alice_client.get(page).text)  # in another tab
    written(alice_client, page)
    assert progress_of(alice, Mock.objects.get()).rounds[0].state == "answered"

    alice_client.post(f"{page}give-up/", stale)
    hold(alice_client, url, 0)

    attempt = Attempt.objects.get()
    assert (attempt.detail.get("hints"), attempt.seconds) == ([0], 600)


def test_a_question_that_one_loop_asks_is_no_round_of_another(alice, alice_client, clock):
    pack = make_deck("pack")
    make_design(pack)
    for slug in ("one", "two"):
        deck = make_deck(slug, about={"stages": STAGES})
        deck.packs.add(pack)
        make_behavioural(deck, f"story-{slug}")
        enrolled(alice, deck)
    one = begin(alice_client, "one")
    clock.shift(3 * DAY)
    two = begin(alice_client, "two")
    first, second = Mock.objects.order_by("pk")
    page = hold(alice_client, one, 0).url
    assert page == "/practice/limiter/"
    written(alice_client, page)
    assert progress_of(alice, first).rounds[0].state == "answered"

    asked = {each.card.key for each in progress_of(alice, second).rounds}
    assert asked == {"story-two"}
    hold(alice_client, two, 0)

    assert progress_of(alice, first).rounds[0].state == "answered"


def test_a_new_loop_grades_no_talk_of_the_one_before(alice, alice_client, clock):
    deck = make_deck("demo", about={"stages": STAGES[:1]})
    for key in ("level", "why"):
        make_card(deck, key, stage="recruiter", stages=["recruiter"])
    enrolled(alice, deck)
    talk(alice_client, begin(alice_client))  # and never graded
    clock.shift(2 * DAY)
    url = begin(alice_client)
    talk(alice_client, url)
    for card in Card.objects.all():
        form = {"review": uuid.uuid4(), "card": card.pk, "version": 0, "quality": 4}
        alice_client.post(f"{url}grade/", form)

    told = loop_results(progresses_of(alice, mocks_of(alice, deck)))

    assert [(each.share, each.change) for each in told] == [(100, None), (None, None)]


def test_a_stage_is_rehearsed_by_another_question_while_a_loop_goes_on(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES})
    make_design(deck)
    make_design(deck, "second")
    make_behavioural(deck)
    enrolled(alice, deck)
    hold(alice_client, begin(alice_client), 0)
    written(alice_client, "/practice/limiter/")
    assert Card.objects.get(key="second").pk not in {each["card"] for each in Mock.objects.get().rounds}

    alice_client.post("/decks/demo/rehearsals/begin/", {"stage": "design", "key": uuid.uuid4()})

    assert Attempt.objects.filter(card__key="second").exists()


def test_nor_does_it_leave_a_drill_that_was_handed_in(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES[1:]})
    drill = make_drill(deck, stage="screen", stages=["screen"])
    make_design(deck)
    enrolled(alice, deck)
    hold(alice_client, begin(alice_client), 0)
    open_hint(alice, drill.pk, key=uuid.uuid4(), now=NOW)
    finish_drill(alice, drill.pk, {}, key=uuid.uuid4(), now=NOW)
    assert progress_of(alice, Mock.objects.get()).rounds[0].state == "answered"

    alice_client.post("/drills/cache/leave/", {"key": uuid.uuid4()})

    assert progress_of(alice, Mock.objects.get()).rounds[0].state == "answered"
