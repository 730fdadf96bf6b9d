"""After a real interview: what was asked becomes cards of one's own, once, or is refused with what was typed kept."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Card, Deck, Enrolment, Plan, Schedule
from tests.factories import NOW, enrolled, make_card, make_deck, review
from tests.pages import errors_of, notices_of, refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/decks/demo/debrief/"
STAGES = [{"slug": "design", "title": "System design", "minutes": 60, "what": "", "judged": ""}]
REPLAY = "How - and when - would you replay `events`?"
ASKED = f"- {REPLAY}\n\n2. Why std::move? :: It moves nothing.\n{REPLAY}\r\n"


@pytest.fixture(autouse=True)
def deck():
    return make_deck("demo", title="Demo", about={"stages": STAGES})


def send(client, asked=ASKED, key=None, **more):
    return client.post(URL, {"key": key or uuid.uuid4(), "asked": asked} | more)


def own(learner):
    return [card.content for card in Card.objects.filter(deck__owner=learner).order_by("pk")]


def test_each_line_is_a_card_in_a_deck_of_ones_own(alice, alice_client, bob_client):
    sent = send(alice_client, stage="design")
    shown, hers, his = alice_client.get(sent.url), own(alice), bob_client.get(sent.url).text

    assert (sent.status_code, sent.url) == (303, "/cards/?deck=asked-demo")
    assert [content["question"] for content in hers] == [
        "How - and when - would you replay `events`?",
        "Why std::move?",
    ]
    assert [content["answer"] for content in hers] == [
        "*Nothing yet.* Edit this card: what would you say now?",
        "It moves nothing.",
    ]
    assert notices_of(shown) == ["success"]
    assert "Why std::move?" in shown.text
    assert "std::move" not in his
    assert set(Card.objects.values_list("stage", flat=True)) == {"design"}
    assert Schedule.objects.of(alice).count() == 2


def test_the_same_form_twice_adds_once_and_a_later_one_goes_into_the_same_deck(alice, alice_client):
    key = uuid.uuid4()
    first, again = send(alice_client, key=key), send(alice_client, key=key)
    send(alice_client, "And why us?")

    assert first.url == again.url
    assert len(own(alice)) == 3
    assert Deck.objects.owned_by(alice).get().title == "Asked: Demo"


def test_where_their_deck_is_paused_it_says_that_they_wait(alice, alice_client):
    alice_client.get(send(alice_client).url)
    Enrolment.objects.filter(learner=alice, deck__owner=alice).update(is_paused=True)

    page = alice_client.get(send(alice_client, "Why them?").url).text

    assert "1 card added. Their deck is paused: they are asked once it goes on." in page
    assert "to be asked as new" not in page


def test_the_same_key_with_other_lines_is_refused_and_keeps_them(alice, alice_client):
    key = uuid.uuid4()
    send(alice_client, key=key)
    other = send(alice_client, "And why us?", key=key)
    fresh = re.search(r'name="key" value="([^"]+)"', other.text)[1]
    sent = send(alice_client, "And why us?", key=fresh)

    assert other.status_code == 422
    assert refusal_of(other) == "key-reused"
    assert "And why us?</textarea>" in other.text
    assert sent.status_code == 303
    assert len(own(alice)) == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("  \n- \n", "Write down at least one question."),
        ("\n".join(f"Question {number}?" for number in range(31)), "These are 31 questions. Send 30 at a time."),
        ("Why us?\n&nbsp;", "Line 2: the question"),
        ("Why us?\n:: Money.", "Line 2: the question"),
        ("Why us?\n" + "x" * 20_000, "At most 20,000 characters at a time."),
    ],
    ids=["nothing", "too many", "nothing to see", "an answer alone", "too long"],
)
def test_what_cannot_be_a_card_is_said_beside_the_field_and_nothing_is_added(alice, alice_client, asked, said):
    refused = send(alice_client, asked, stage="design")

    assert refused.status_code == 422
    assert said in refused.text
    assert asked.strip().splitlines()[0].replace("&", "&amp;") in refused.text
    assert 'value="design" selected' in refused.text
    assert own(alice) == []


def test_a_form_without_its_key_or_of_a_round_that_is_not_there_is_refused(alice, alice_client):
    refused = [alice_client.post(URL, {"asked": "Why us?"} | more) for more in ({}, {"key": "x"})]
    refused.append(send(alice_client, "Why us?", stage="offer"))

    assert [page.status_code for page in refused] == [422, 422, 422]
    assert all("Why us?</textarea>" in page.text for page in refused)
    assert own(alice) == []


def test_its_limits_are_those_of_any_card_and_all_lines_or_none_are_kept(alice, alice_client, settings):
    settings.OWN_CARDS = 1
    full = send(alice_client)
    settings.READING_SECONDS = 0
    often = send(alice_client)

    assert (full.status_code, often.status_code) == (422, 429)
    assert "1 can be kept" in full.text
    assert "Why std::move?" in full.text
    assert "Why std::move?" in often.text
    assert own(alice) == []


def test_who_is_not_signed_in_is_sent_there_and_what_is_no_track_is_not_there(client, bob_client):
    assert client.get(URL).url.startswith("/accounts/login/")
    assert bob_client.get("/decks/none/debrief/").status_code == 404


def test_a_plan_whose_day_has_come_leads_there_and_rehearsals_always(alice, alice_client, deck):
    def plan(day):
        Plan.objects.create(
            learner=alice,
            deck=deck,
            days={"design": day.isoformat()},
            minutes=[30] * 7,
            starts_on=NOW.date(),
            made_at=NOW,
        )
        return alice_client.get("/plan/?deck=demo").text

    before, after = plan(NOW.date() + timedelta(days=3)), plan(NOW.date() - timedelta(days=1))

    assert URL not in before
    assert URL in after
    assert URL in alice_client.get("/decks/demo/rehearsals/").text


def test_its_queries_are_bounded_by_its_lines(alice_client):
    with CaptureQueriesContext(connection) as sent:
        send(alice_client, "\n".join(f"Question {number}?" for number in range(30)))

    assert len(sent) <= 30 * 9


# What the rounds weigh ------------------------------------------------------------------------------------------------


@pytest.fixture
def track(alice):
    """Two rounds, the first as heavy as four of the other, and four cards of each."""
    stages = [{**STAGES[0], "slug": slug, "weight": weight} for slug, weight in (("design", 4), ("coding", 1))]
    track = make_deck("track", title="Track", about={"stages": stages})
    for number in range(4):
        for stage in ("coding", "design"):
            make_card(track, f"{stage}-{number}", stage=stage, stages=[stage], level=1)
    enrolled(alice, track)
    return track


def weigh(client, key=None, **weights):
    weights = {f"weight.{stage}": weight for stage, weight in weights.items()}
    return client.post("/decks/track/debrief/weights/", {"key": key or uuid.uuid4()} | weights)


def order_of(learner):
    return [
        key.split("-")[0]
        for key in Schedule.objects.of(learner).order_by("position").values_list("card__key", flat=True)
    ]


def test_a_round_that_mattered_more_comes_sooner_and_goes_back(alice, alice_client, track):
    before = order_of(alice)
    assert before[:4].count("design") == 3

    weighed = weigh(alice_client, design=1, coding=9)

    assert (weighed.status_code, weighed.url) == (303, "/decks/track/debrief/#weights")
    assert order_of(alice)[:4].count("coding") >= 3
    assert Enrolment.objects.get(learner=alice).weights == {"design": 1, "coding": 9}
    page = " ".join(alice_client.get("/decks/track/debrief/").text.split())
    assert '<option value="9" selected>9</option>' in page
    assert "4 (as the track has it)" in page

    alice_client.post("/decks/track/debrief/weights/", {"key": uuid.uuid4(), "back": "on"})
    assert order_of(alice) == before
    assert Enrolment.objects.get(learner=alice).weights == {}


def test_readiness_counts_each_round_by_its_weight(alice, alice_client, track):
    weigh(alice_client, design=4, coding=4)
    review(alice, Card.objects.get(key="design-0"), 4)

    text = " ".join(alice_client.get("/decks/track/").text.split())

    assert text.count("50 % of the loop") == 2
    assert "you weighed it</a>" in text


@pytest.mark.parametrize("weight", ["0", "10", "heavy"])
def test_a_weight_that_cannot_be_is_refused_beside_its_field(alice, alice_client, track, weight):
    refused = weigh(alice_client, design=weight)

    assert refused.status_code == 422
    assert len(errors_of(refused)) == 1
    assert Enrolment.objects.get(learner=alice).weights == {}


def test_who_does_not_study_the_track_weighs_nothing(bob_client, track):
    assert 'id="weights"' not in bob_client.get("/decks/track/debrief/").text
    assert weigh(bob_client, design=2).status_code == 404
