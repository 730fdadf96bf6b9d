"""A whole loop, rehearsed round by round: what it asks and withholds, and what it leaves in the log. No scripts."""

import re
import uuid

import pytest

from cards.models import Attempt, Card, Mock, Rehearsal, Review
from cards.operations.check_learner import check_learner
from cards.queries.mocks import progress_of
from cards.services.drills import finish_drill, grade_drill, note_typed, open_hint
from cards.services.practice import grade_attempt
from cards.views.practice import KEPT_ELSEWHERE
from tests.factories import (
    NOW,
    days_later,
    enrolled,
    make_behavioural,
    make_card,
    make_deck,
    make_design,
    make_drill,
    review,
)
from tests.pages import html_of, notices_of, refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
STAGES = [
    {"slug": slug, "title": title, "minutes": minutes, "what": "", "judged": ""}
    for slug, title, minutes in (("recruiter", "The call", 30), ("coding", "Coding", 45), ("design", "Design", 60))
]


@pytest.fixture
def deck(alice):
    """A call with two short cards, one drill, and a design round of a question and a story."""
    deck = make_deck("demo", about={"stages": STAGES})
    for key in ("why-us", "level"):
        make_card(deck, key, stage="recruiter", stages=["recruiter"])
    make_drill(deck, stage="coding", stages=["coding"])
    make_design(deck)
    make_behavioural(deck)
    enrolled(alice, deck)
    return deck


def begin(client, key=None):
    return client.post("/decks/demo/loop/begin/", {"key": key or uuid.uuid4()})


def hold(client, url, place):
    return client.post(f"{url}hold/", {"key": uuid.uuid4(), "place": place})


def talk(client, url, said, place=0, to="talk", **more):
    fields = {f"said.{Card.objects.get(key=key).pk}": text for key, text in said.items()}
    page = {"key": uuid.uuid4(), "place": place, "writer": uuid.uuid4(), "version": 0, "seconds": "95"}
    headers = more.pop("headers", None)
    return client.post(f"{url}{to}/", page | fields | more, headers=headers)


def typed(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"sketch": ""}


def written(client, page):
    """The answer of a practice is done; where that leads to."""
    client.post(f"{page}done/", typed(client.get(page).text) | {"seconds": "600", "part.0": "So.", "text": "So."})
    return client.get(page)


def test_it_is_assembled_as_the_loop_is_run_weak_and_unseen_first(alice, alice_client, deck):
    review(alice, Card.objects.get(key="level"), 2, days_later(-20))

    url = begin(alice_client).url

    mock = Mock.objects.get()
    keys = {card.pk: card.key for card in Card.objects.all()}
    asked = [
        (each["stage"], each["minutes"], [keys[pk] for pk in each.get("cards", [each.get("card")])])
        for each in mock.rounds
    ]
    assert url == f"/decks/demo/loop/{mock.pk}/"
    assert asked[:2] == [("recruiter", 30, ["level", "why-us"]), ("coding", 45, ["cache"])]
    assert sorted(asked[2:]) == [("design", 5, ["mistake"]), ("design", 45, ["limiter"])]


def test_a_talk_asks_no_text_of_which_another_gap_tells_the_answer(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES})
    for ordinal in (1, 2):
        text = {"text": "{{c1::Redis}} is {{c2::single-threaded}}.", "notes": ""}
        make_card(deck, "gaps", kind="cloze", content=text, ordinal=ordinal, stage="recruiter", stages=["recruiter"])
    one = {"text": "A {{c1::lease}} ends by itself.", "notes": ""}
    alone = make_card(deck, "alone", kind="cloze", content=one, ordinal=1, stage="recruiter", stages=["recruiter"])
    enrolled(alice, deck)

    begin(alice_client)

    assert Mock.objects.get().rounds[0]["cards"] == [alone.pk]


def test_one_loop_is_under_way_however_often_it_is_begun(alice_client, deck):
    key = uuid.uuid4()

    assert len({begin(alice_client, one).url for one in (key, key, None)}) == 1
    assert Mock.objects.count() == 1


def test_answers_are_withheld_until_the_last_round_and_then_graded_into_the_log(alice, alice_client, deck):
    url = begin(alice_client).url
    talk(alice_client, url, {"why-us": "Money moves.", "level": ""})
    page = alice_client.get(url).text
    assert "It is level." not in page
    assert "Begin: Coding, 45 min" in " ".join(page.split())

    drill = hold(alice_client, url, 1)
    assert (drill.status_code, alice_client.get(drill.url).url) == (303, "/drills/cache/")
    finish_drill(alice, Card.objects.get(key="cache").pk, {}, key=uuid.uuid4(), now=NOW)
    assert alice_client.get("/drills/cache/").url == url  # its solution stays shut

    order = [each["card"] for each in Mock.objects.get().rounds[2:]]
    first, second = (f"/practice/{Card.objects.get(pk=pk).key}/" for pk in order)
    assert hold(alice_client, url, 2).url == first
    assert written(alice_client, first).url == url  # its rubric stays shut
    assert hold(alice_client, url, 3).url == second
    assert "What did you say?" in written(alice_client, second).text  # the last round: nothing is withheld any more

    page = alice_client.get(url)
    assert page.context["progress"].is_over
    assert "It is level." in page.text
    assert "Money moves." in page.text
    assert alice_client.get("/drills/cache/").status_code == 200
    solved = Attempt.objects.get(card__key="cache")
    grade_drill(alice, solved.card_id, None, key=solved.key, version=0, now=NOW)
    card = Card.objects.get(key="why-us")
    form = {"review": uuid.uuid4(), "card": card.pk, "version": 0, "quality": 4}
    for _ in range(2):
        assert alice_client.post(f"{url}grade/", form).url == f"{url}#answers"
    assert Review.objects.of(alice).filter(card=card).count() == 1
    for page in (first, second):
        alice_client.post(
            f"{page}grade/", typed(alice_client.get(page).text) | {"quality": "", "detail.points.0": "said"}
        )
    alice_client.post(
        f"{url}grade/", form | {"review": uuid.uuid4(), "card": Card.objects.get(key="level").pk, "quality": 2}
    )

    page = alice_client.get(url)
    text = html_of(page)
    assert page.context["progress"].is_graded
    assert "1 of 2 recalled" in text
    assert "<b>60</b> of 100 points" in text
    assert Rehearsal.objects.filter(mock=Mock.objects.get()).count() == 3
    assert begin(alice_client).url in (url, "/decks/demo/rehearsals/")  # nothing twice on one day


def test_what_is_withheld_is_neither_shown_by_a_refusal_nor_graded(alice, alice_client, deck):
    url = begin(alice_client).url
    talk(alice_client, url, {})
    hold(alice_client, url, 1)
    finish_drill(alice, Card.objects.get(key="cache").pk, {}, key=uuid.uuid4(), now=NOW)
    drill = Attempt.objects.get()
    grade = {"review": drill.key, "schedule": 0, "quality": ""}

    refused = [alice_client.post(f"/drills/cache/{to}/", {"key": uuid.uuid4()}) for to in ("finish", "hint", "typed")]
    refused.append(alice_client.post("/drills/cache/grade/", grade))
    page = hold(alice_client, url, 2).url
    written(alice_client, page)
    answer = Attempt.objects.exclude(pk=drill.pk).get()
    refused.append(alice_client.post(f"{page}grade/", grade | {"review": answer.key}))

    ticks = {"writer": uuid.uuid4(), "version": answer.version, "attempt": answer.key, "ticked": "", "point.0": "said"}
    kept = alice_client.post(f"{page}keep/", ticks, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert [response.url for response in refused] == [url] * 5
    assert (kept.status_code, kept.url) == (303, page)  # and not what the ticks come to
    assert not Review.objects.exists()


@pytest.mark.parametrize("key", ["level", "limiter"])
def test_the_page_of_a_card_withholds_its_answer_while_a_loop_asks_it(alice_client, bob_client, deck, key):
    page, content = f"/decks/demo/cards/{key}/", Card.objects.get(key=key).content
    answer = content["rubric"][0]["text"] if "rubric" in content else content["answer"]
    assert answer in alice_client.get(page).text
    url = begin(alice_client).url

    withheld = alice_client.get(page).text

    assert answer not in withheld
    assert f'href="{url}"' in withheld
    assert answer in bob_client.get(page).text
    alice_client.post(f"{url}end/", {"key": uuid.uuid4()})
    assert answer in alice_client.get(page).text


def test_a_hint_of_a_round_costs_half_and_who_asks_for_one_too_late_sees_no_rubric(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES[2:]})
    make_design(deck)
    make_behavioural(deck)
    enrolled(alice, deck)
    url = begin(alice_client).url
    page = hold(alice_client, url, 0).url
    form = typed(alice_client.get(page).text) | {"text": "So.", "part.0": "So."}
    assert alice_client.post(f"{page}hint/", form).url == f"{page}#hints"
    assert written(alice_client, page).url == url

    for late in (form, form | {"writer": uuid.uuid4()}):  # by the way back, or in another tab
        answer = alice_client.post(f"{page}hint/", late | {"hint": uuid.uuid4()})
        assert (answer.status_code, answer.url) == (302, url)

    alice_client.post(f"{url}end/", {"key": uuid.uuid4()})
    alice_client.post(f"{page}grade/", typed(alice_client.get(page).text) | {"quality": "", "detail.points.0": "said"})
    assert "<b>30</b>" in alice_client.get(url).text


@pytest.mark.parametrize(("hints", "quality"), [(0, 5), (2, 3)])
def test_each_hint_of_a_drill_in_a_loop_costs_a_grade_which_is_in_the_log_once(alice, alice_client, hints, quality):
    deck = make_deck("demo", about={"stages": STAGES[1:2]})
    drill = make_drill(deck, stage="coding", stages=["coding"])
    enrolled(alice, deck)
    hold(alice_client, begin(alice_client).url, 0)
    attempt = Attempt.objects.get()
    Attempt.objects.update(detail=attempt.detail | {"part": 2})
    for _ in range(hints):
        open_hint(alice, drill.pk, key=uuid.uuid4(), now=NOW)
    typed_back = {"visible": 3, "first": 4, "hidden": 4, "submissions": 1, "seconds": 1200}
    note_typed(alice, drill.pk, typed_back, key=uuid.uuid4(), now=NOW)

    for _ in range(2):
        grade_drill(alice, drill.pk, None, key=attempt.key, version=0, now=NOW)

    review = Review.objects.get()
    assert (review.quality, review.key, check_learner(alice)) == (quality, attempt.key, [])


def test_the_rehearsals_say_which_loop_goes_on(alice_client, deck):
    url = begin(alice_client).url
    page = html_of(alice_client.get("/decks/demo/rehearsals/"))
    assert "Go on with the loop" in page
    assert page.count("Under way") == 1

    alice_client.post(f"{url}end/", {"key": uuid.uuid4()})

    page = html_of(alice_client.get("/decks/demo/rehearsals/"))
    assert "Rehearse the whole loop" in page
    assert "Under way" not in page


def test_who_leaves_in_the_middle_comes_back_to_what_was_written(alice_client, deck, clock):
    url = begin(alice_client).url
    talk(alice_client, url, {"why-us": "", "level": ""})
    drill = hold(alice_client, url, 1)
    clock.shift(3 * 24 * 3600)

    assert begin(alice_client).url == url
    assert "Go on: Coding, 45 min" in " ".join(alice_client.get(url).text.split())
    assert hold(alice_client, url, 1).url == drill.url
    assert Attempt.objects.count() == Rehearsal.objects.count() == 1


def test_rounds_are_held_in_their_order(alice_client, deck):
    url = begin(alice_client).url

    assert hold(alice_client, url, 1).status_code == 409
    assert talk(alice_client, url, {}, place=1).status_code == 409
    assert not Attempt.objects.exists()


def test_a_loop_that_is_ended_shows_what_there_is(alice_client, deck):
    url = begin(alice_client).url
    talk(alice_client, url, {"level": "Senior."})

    alice_client.post(f"{url}end/", {"key": uuid.uuid4()})

    page = " ".join(alice_client.get(url).text.split())
    assert "You ended it here." in page
    assert page.count("left out") == 3
    assert "Senior." in page
    assert hold(alice_client, url, 1).status_code == 409
    assert begin(alice_client).url != url


def test_what_was_typed_before_a_loop_is_ended_can_be_graded(alice, alice_client, deck):
    url = begin(alice_client).url
    talk(alice_client, url, {"level": "Senior."}, to="keep")

    for _ in range(2):
        alice_client.post(f"{url}end/", {"key": uuid.uuid4()})

    page = html_of(alice_client.get(url))
    assert "Senior." in page
    assert page.count("left out") == 3
    assert page.count('name="quality"') == 2 * 4
    assert check_learner(alice) == []


def test_a_page_that_stayed_open_hears_that_the_loop_was_ended_and_shows_what_was_typed(alice_client, deck):
    url = begin(alice_client).url
    alice_client.post(f"{url}end/", {"key": uuid.uuid4()})

    typed_late = talk(alice_client, url, {"level": "Senior."})
    kept_late = talk(alice_client, url, {"level": "Senior."}, to="keep", headers={"Accept": "application/json"})
    held_late = hold(alice_client, url, 1)

    assert (typed_late.status_code, kept_late.status_code, held_late.status_code) == (409, 409, 409)
    for said in (typed_late.context["said"], kept_late.json()["said"], held_late.context["said"]):
        assert "was ended" in said
    assert "Senior." in typed_late.text
    assert "said" not in Mock.objects.get().rounds[0]


def test_nothing_is_graded_before_the_loop_is_over(alice_client, deck):
    url = begin(alice_client).url
    form = {"review": uuid.uuid4(), "card": Card.objects.get(key="level").pk, "version": 0, "quality": 4}

    assert alice_client.post(f"{url}grade/", form).status_code == 422
    assert not Review.objects.exists()


def test_what_was_typed_stays_where_it_is_too_long(alice_client, deck, settings):
    settings.MOCK_CHARACTERS = 10
    url = begin(alice_client).url

    response = talk(alice_client, url, {"level": "More than ten."})

    assert response.status_code == 422
    assert "At most 10 characters an answer." in response.text
    assert "More than ten." in response.text


@pytest.mark.parametrize("to", ["keep", "talk"])
def test_a_character_that_no_text_holds_is_refused(alice_client, deck, to):
    url = begin(alice_client).url

    response = talk(alice_client, url, {"level": "Sen\0ior.", "why-us": "Money."}, to=to)

    assert response.status_code == 422
    assert ">Money.</textarea>" in response.text
    assert not Mock.objects.get().rounds[0].keys() & {"said", "typed"}


def test_what_is_typed_in_a_talk_is_kept_until_it_is_held(alice, alice_client, client, deck):
    url, page = begin(alice_client).url, {"writer": uuid.uuid4()}
    answer = talk(alice_client, url, {"level": "Sen"}, to="keep", headers={"Accept": "application/json"}, **page)
    plain = talk(alice_client, url, {"level": "Senior."}, to="keep", **page)
    client.force_login(alice)

    found = client.get(url).text

    assert answer.json() == {"kept": True}
    assert (plain.status_code, plain.url) == (303, f"{url}#talk")
    assert ">Senior.</textarea>" in found
    assert 'data-before="95"' in found
    assert 'name="version" value="2"' in found
    assert f'data-writer="{page["writer"]}"' in found  # by which a device knows whether its draft was overtaken

    assert talk(client, url, {"level": "Staff."}, version=2, seconds="").status_code == 303
    round_ = Mock.objects.get().rounds[0]
    assert "Staff." in round_["said"].values()
    assert round_["seconds"] == 95
    assert not round_.keys() & {"typed", "writer", "version"}


def test_a_talk_that_is_left_tells_its_time_alone(alice, alice_client, bob_client, deck):
    url, page = begin(alice_client).url, {"writer": uuid.uuid4()}

    for seconds in (40, 30):  # never fewer
        assert talk(alice_client, url, {}, to="keep", **page, only="time", seconds=seconds).status_code == 204
    assert (Mock.objects.get().rounds[0]["seconds"], check_learner(alice)) == (40, [])
    talk(alice_client, url, {"level": "Senior."}, to="keep", **page)
    talk(alice_client, url, {}, to="keep", **page, only="time", seconds="120")
    round_ = Mock.objects.get().rounds[0]
    assert ("Senior." in round_["typed"].values(), round_["version"], round_["seconds"]) == (True, 1, 120)

    assert talk(alice_client, url, {}, to="keep", only="time", seconds="900").status_code == 409  # of another page
    assert talk(bob_client, url, {}, to="keep", **page, only="time", seconds="900").status_code == 404
    assert Mock.objects.get().rounds[0] == round_


@pytest.mark.parametrize("to", ["keep", "talk"])
def test_what_another_device_typed_in_a_talk_is_not_written_over(alice_client, deck, to):
    url = begin(alice_client).url
    talk(alice_client, url, {"level": "Laptop."}, to="keep")

    answer = talk(alice_client, url, {"level": "Phone."}, to=to)

    assert answer.status_code == 409
    assert KEPT_ELSEWHERE in answer.text
    assert ">Phone.</textarea>" in answer.text
    assert "Laptop." in Mock.objects.get().rounds[0]["typed"].values()


def test_what_cannot_be_kept_of_a_talk_is_said(alice_client, deck, settings):
    settings.MOCK_CHARACTERS = 10
    url, headers = begin(alice_client).url, {"Accept": "application/json"}

    long = talk(alice_client, url, {"level": "More than ten."}, to="keep", headers=headers)
    elsewhere = talk(alice_client, url, {}, place=1, to="keep", headers=headers)

    assert (long.status_code, elsewhere.status_code) == (422, 409)
    assert long.json() == {"kept": False, "said": "At most 10 characters an answer."}
    assert "held already" in elsewhere.json()["said"]
    assert "typed" not in Mock.objects.get().rounds[0]


def test_loops_a_day_have_an_end(alice_client, deck, settings):
    settings.MOCKS_A_DAY = 1
    url = begin(alice_client).url
    alice_client.post(f"{url}end/", {"key": uuid.uuid4()})

    refused = begin(alice_client)
    assert (refused.url, refusal_of(refused)) == ("/decks/demo/rehearsals/", "too-much")
    assert notices_of(alice_client.get(refused.url)) == ["error"]


def test_whoever_does_not_study_the_track_has_nothing_to_rehearse(bob_client, deck):
    assert begin(bob_client).url == "/decks/demo/rehearsals/"
    assert not Mock.objects.exists()


@pytest.fixture
def one_question(alice):
    """A loop of one design question."""
    deck = make_deck("demo", about={"stages": STAGES[2:]})
    make_design(deck)
    enrolled(alice, deck)


def test_giving_up_a_round_takes_no_hint_and_no_time_back(alice_client, one_question):
    url = begin(alice_client).url
    hold(alice_client, url, 0)
    page = typed(alice_client.get("/practice/limiter/").text) | {"key": uuid.uuid4(), "part.0": "So."}
    alice_client.post("/practice/limiter/hint/", page | {"seconds": "600"})
    before = Attempt.objects.get()

    give_up = {"key": uuid.uuid4()}
    for _ in "sent twice":
        alice_client.post("/practice/limiter/give-up/", give_up)
    hold(alice_client, url, 0)

    attempt = Attempt.objects.get()
    assert (attempt.detail["hints"], attempt.seconds) == ([0], 600)
    assert "So." not in str(attempt.detail)
    assert before.key != attempt.key == Rehearsal.objects.get().key
    alice_client.post(f"{url}end/", {"key": uuid.uuid4()})
    alice_client.post("/practice/limiter/give-up/", {"key": uuid.uuid4()})
    assert not Attempt.objects.exists()


def test_a_grade_of_an_earlier_loop_is_not_taken_back_while_another_asks_the_question(
    alice, alice_client, clock, one_question
):
    url = begin(alice_client).url
    hold(alice_client, url, 0)
    written(alice_client, "/practice/limiter/")
    attempt = Attempt.objects.get()
    grade_attempt(alice, attempt.card_id, None, {"points": {"0": "said"}}, key=attempt.key, version=0, now=NOW)
    clock.move_to(days_later(2))
    again = begin(alice_client).url

    answer = alice_client.post("/review/undo/", {"undo": uuid.uuid4()})
    assert answer.status_code == 422
    assert Review.objects.counted().count() == 1
    hold(alice_client, again, 0)
    assert [progress_of(alice, mock).rounds[0].state for mock in Mock.objects.order_by("pk")] == ["graded", "under-way"]

    alice_client.post(f"{again}end/", {"key": uuid.uuid4()})
    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})
    assert not Review.objects.counted().exists()
