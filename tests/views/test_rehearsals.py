"""Rehearsing a stage: which question it asks, by which clock, and what its history tells. All without scripts."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Attempt, Rehearsal, Review
from cards.queries.rehearsals import MOST_TOLD
from cards.services.decks import add_schedules
from cards.services.rehearsals import rehearse as begin_rehearsal
from cards.services.review import grade_card
from cards.stages import stage_title
from cards.views.rehearsals import NOTHING_LEFT
from tests.factories import NOW, days_later, enrolled, make_behavioural, make_deck, make_design, make_drill
from tests.pages import notices_of, refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BEGIN, HISTORY = "/decks/demo/rehearsals/begin/", "/decks/demo/rehearsals/"
STAGES = [
    {"slug": "design", "title": "System design", "minutes": 60, "what": "", "judged": ""},
    {"slug": "coding", "title": "Coding", "minutes": 45, "what": "", "judged": ""},
]


@pytest.fixture
def deck(alice):
    """Two questions of one stage, of which the first was answered badly, and nothing of the other."""
    deck = make_deck("demo", about={"stages": STAGES})
    limiter, _ = make_design(deck), make_design(deck, "ledger")
    enrolled(alice, deck)
    grade_card(
        alice, limiter.pk, 1, key=uuid.uuid4(), version=0, reviewed_at=days_later(-7), detail={"points": {"1": "said"}}
    )
    return deck


def rehearse(client, stage="design", key=None):
    return client.post(BEGIN, {"key": key or uuid.uuid4(), "stage": stage})


def typed(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"sketch": ""}


def answer(client, url, **ticks):
    client.post(f"{url}done/", typed(client.get(url).text) | {"seconds": "1500", "part.0": "So."})
    return client.post(f"{url}grade/", typed(client.get(url).text) | {"quality": ""} | ticks)


def test_a_deck_offers_it_for_the_stages_that_have_something_to_say(alice_client, bob_client, deck):
    page = alice_client.get("/decks/demo/").text

    assert re.findall(r'name="stage" value="(\w+)">Rehearse this stage', page) == ["design"]
    assert "Rehearse" not in bob_client.get("/decks/demo/").text  # who is not enrolled


def test_it_begins_what_was_failed_and_is_due_by_the_clock_of_the_round(alice_client, deck):
    begun = rehearse(alice_client)
    page = alice_client.get(begun.url).text

    assert (begun.status_code, begun.url) == (303, "/practice/limiter/")
    assert "Rehearsal, 45 min" in page
    assert re.search(r"of the round’s 45 min, within\s+25 for a 5", page)
    assert "what happens when it is down" not in page


def test_the_page_names_the_round_that_is_rehearsed(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES})
    make_design(deck, stages=["screen", "coding"])
    enrolled(alice, deck)

    page = alice_client.get(rehearse(alice_client, "coding").url).text

    assert re.findall(r'<li class="chip">([^<]*)</li>', page)[0] == stage_title("coding")


def test_the_same_press_and_another_one_go_on_with_the_one_under_way(alice_client, deck):
    key = uuid.uuid4()
    addresses = {rehearse(alice_client, key=one).url for one in (key, key, None)}

    assert addresses == {"/practice/limiter/"}
    assert Rehearsal.objects.get().key == Attempt.objects.get().key
    assert re.search(r"Under way", alice_client.get(HISTORY).text)


def test_its_history_tells_the_day_points_rung_and_time(alice_client, deck):
    graded = answer(alice_client, rehearse(alice_client).url, **{"detail.points.0": "said", "detail.points.1": "said"})
    rung = typed(alice_client.get("/practice/limiter/ladder/").text)
    alice_client.post("/practice/limiter/ladder/answer/", rung | {"had": "yes"})

    result, history = alice_client.get(graded.url).text, alice_client.get(HISTORY).text

    assert f'href="{HISTORY}#design"' in result
    row = re.search(r"<ul class=\"card-list\">(.*?)</ul>", history, re.DOTALL)[1]
    told = "Design a limiter 23 Nov 2026 90 of 100 points 1 of 1 asked next 25:00 of 45 min"
    assert " ".join(re.sub(r"<[^>]+>", " ", row).split()) == told
    assert "Coding" not in history


def test_the_next_one_asks_what_was_never_done_and_then_nothing_is_left_for_the_day(alice_client, deck):
    answer(alice_client, rehearse(alice_client).url)
    second = rehearse(alice_client)
    answer(alice_client, second.url)
    third = rehearse(alice_client)

    assert second.url == "/practice/ledger/"
    assert third.url == HISTORY
    page = alice_client.get(HISTORY).text
    assert NOTHING_LEFT in page
    assert "Rehearse this stage" not in page


def test_an_answer_that_was_begun_otherwise_is_left_alone(alice_client, deck):
    alice_client.post("/practice/limiter/begin/", {"key": uuid.uuid4()})

    assert rehearse(alice_client).url == "/practice/ledger/"
    assert "Rehearsal" not in alice_client.get("/practice/limiter/").text


def test_given_up_it_is_not_told_and_a_grade_that_is_taken_back_leaves_a_rehearsal(alice_client, deck):
    url = rehearse(alice_client).url
    answer(alice_client, url)
    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})
    opened = alice_client.get(url).text
    answer_again = alice_client.post(f"{url}grade/", typed(opened) | {"quality": "", "detail.points.0": "said"})
    told = alice_client.get(HISTORY).text
    alice_client.post(f"{rehearse(alice_client).url}give-up/", {"key": uuid.uuid4()})

    assert "Rehearsal, 45 min" in opened
    assert answer_again.status_code == 303
    assert "<b>60</b> of 100" in told
    assert alice_client.get(HISTORY).text.count("<span>23 Nov 2026") == 1
    assert Review.objects.filter(reviewed_at=NOW, undone_at=None).count() == 1


def test_what_was_given_up_pushes_nothing_out_of_the_history(alice, alice_client, deck):
    answer(alice_client, rehearse(alice_client).url, **{"detail.points.0": "said"})
    done = Rehearsal.objects.get()
    columns = {"learner": alice, "deck": deck, "stage": "design", "card": done.card, "minutes": 45, "begun_at": NOW}
    Rehearsal.objects.bulk_create(Rehearsal(key=uuid.uuid4(), **columns) for _ in range(MOST_TOLD))

    assert "<b>60</b> of 100" in alice_client.get(HISTORY).text


def test_so_many_are_begun_within_a_day_and_more_are_refused_with_a_sentence(alice, alice_client, deck, settings):
    settings.REHEARSALS_A_DAY = 2
    for _ in range(2):
        alice_client.post(f"{rehearse(alice_client).url}give-up/", {"key": uuid.uuid4()})

    refused = rehearse(alice_client)

    assert (refused.url, refusal_of(refused)) == (HISTORY, "too-much")
    assert notices_of(alice_client.get(HISTORY))[-1] == "error"
    assert Rehearsal.objects.count() == 2
    assert begin_rehearsal(alice, deck, "design", key=uuid.uuid4(), now=days_later(1)) == "limiter"


def test_without_anything_to_rehearse_its_page_says_where_there_is(bob_client, deck):
    assert "Nothing to rehearse yet" in bob_client.get(HISTORY).text
    assert rehearse(bob_client).url == HISTORY
    assert rehearse(bob_client, stage="offer").status_code == 404
    assert bob_client.post(BEGIN, {"stage": "design"}).url == HISTORY
    assert not Rehearsal.objects.exists()


def test_the_history_asks_the_database_no_more_for_more_of_it(alice_client, deck):
    def queries():
        with CaptureQueriesContext(connection) as sent:
            alice_client.get(HISTORY)
        return len(sent)

    answer(alice_client, rehearse(alice_client).url)
    alice_client.get(HISTORY)
    one = queries()
    answer(alice_client, rehearse(alice_client).url)

    assert queries() == one


def test_a_story_is_told_in_the_behavioural_round_where_the_loop_has_one(alice, alice_client):
    stages = [{**STAGES[0]}, {"slug": "behavioural", "title": "Manager", "minutes": 45, "what": "", "judged": ""}]
    with_both, with_one = make_deck("both", about={"stages": stages}), make_deck("one", about={"stages": STAGES})
    pack = make_deck("pack", is_pack=True)
    make_behavioural(pack, stage="design", stages=["design", "behavioural"])
    for deck in (with_both, with_one):
        deck.packs.add(pack)
        enrolled(alice, deck)

    pages = [alice_client.get(f"/decks/{slug}/").text for slug in ("both", "one")]
    begun = alice_client.post("/decks/both/rehearsals/begin/", {"key": uuid.uuid4(), "stage": "behavioural"})

    offered = [re.findall(r'name="stage" value="(\w+)">Rehearse this stage', page) for page in pages]
    assert offered == [["behavioural"], ["design"]]
    assert begun.url == "/practice/mistake/"
    assert "Rehearsal, 5 min" in alice_client.get(begun.url).text


def test_a_stage_of_code_is_rehearsed_by_its_drills_the_failed_and_the_unseen_first(alice, alice_client, deck):
    weak, unseen = make_drill(deck, "router", stages=["coding"]), make_drill(deck, "cache", stages=["coding"])
    add_schedules(alice, [weak, unseen])
    failed = {"variant": "ttl", "visible": [3, 3], "hidden": [1, 4], "submissions": 1}
    grade_card(alice, weak.pk, 1, key=uuid.uuid4(), version=0, reviewed_at=days_later(-7), detail=failed)

    page = alice_client.get("/decks/demo/").text
    begun = rehearse(alice_client, "coding")
    room, history = alice_client.get("/drills/router/").text, alice_client.get(HISTORY).text
    again = rehearse(alice_client, "coding")

    assert re.findall(r'name="stage" value="(\w+)">Rehearse this stage', page) == ["design", "coding"]
    assert begun.url == again.url == "/practice/router/"
    assert Attempt.objects.get().detail == {"variant": "lfu"}  # the ordinary one: what was not done before
    assert "Rehearsal</span>" in room
    assert re.search(r"the round’s 45 min, within 40 for a 5", room)
    assert 'href="/drills/router/"' in history


def test_the_history_of_a_drill_tells_its_tests_and_the_whole_time(alice, alice_client, deck):
    def queries():
        with CaptureQueriesContext(connection) as sent:
            alice_client.get(HISTORY)
        return len(sent)

    add_schedules(alice, [make_drill(deck, key, stages=["coding"]) for key in ("cache", "router")])
    spent = []
    for results in ({"visible": [3, 3], "hidden": [3, 4], "submissions": 1, "seconds": 4200}, {}):
        rehearse(alice_client, "coding")
        attempt = Attempt.objects.get()
        detail = attempt.detail | results
        Attempt.objects.filter(pk=attempt.pk).update(detail=detail, is_answered=True, seconds=3600)
        grade = {"review": attempt.key, "schedule": "0", "quality": ""}
        alice_client.post(f"/drills/{attempt.card.key}/grade/", grade)
        spent.append(queries())

    result, history = alice_client.get("/drills/cache/result/").text, alice_client.get(HISTORY).text
    rows = " ".join(re.sub(r"<[^>]+>", " ", history).split())

    assert f'href="{HISTORY}#coding"' in result
    assert "A cache 23 Nov 2026 3 of 4 hidden tests 1:10:00 of 45 min" in rows
    assert "A router 23 Nov 2026 No tests run" in rows
    assert spent[0] == spent[1]
