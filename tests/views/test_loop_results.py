"""What came of each whole loop, on the page of rehearsals: by round, and beside the loop before."""

import uuid
from datetime import timedelta

import pytest

from cards.models import Mock, Rehearsal, Review, Schedule
from cards.queries.loop_results import loop_results
from cards.queries.mocks import mocks_of, progresses_of
from cards.services.review import grade_card
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_design, make_drill, review
from tests.pages import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
STAGES = [
    {"slug": slug, "title": slug.title(), "minutes": minutes, "what": "", "judged": ""}
    for slug, minutes in (("recruiter", 30), ("screen", 45), ("design", 60))
]


@pytest.fixture
def cards(alice):
    deck = make_deck("demo", about={"stages": STAGES})
    shorts = [make_card(deck, key, stage="recruiter", stages=["recruiter"]) for key in ("level", "why-us")]
    cards = {"talk": shorts, "drill": make_drill(deck), "design": make_design(deck), "deck": deck}
    enrolled(alice, deck, days_later(-40))
    return cards


def loop(alice, cards, days, *, recalled=None, passed=None, points=None, drill=None):
    """A loop that ended so many days from now; of a round that is None nothing was held."""
    now = days_later(days)
    talk = {"stage": "recruiter", "minutes": 30, "cards": [card.pk for card in cards["talk"]]}
    if recalled is not None:
        talk |= {"said": {}, "seconds": 600, "said_at": now.isoformat()}
    rounds = [talk, {"stage": "screen", "minutes": 45, "card": cards["drill"].pk}]
    rounds.append({"stage": "design", "minutes": 50, "card": cards["design"].pk})
    mock = Mock.objects.create(learner=alice, deck=cards["deck"], rounds=rounds, begun_at=now, ended_at=now)
    for place, card in enumerate(cards["talk"] if recalled is not None else []):
        review(alice, card, 4 if place < recalled else 2, now + timedelta(minutes=1 + place))
    if passed is not None:
        tests = {"variant": "ttl", "visible": [3, 3], "hidden": [passed, 4], "first": [passed, 4], "submissions": 1}
        held(alice, mock, cards["drill"], "screen", tests | {"seconds": 1500}, 4, now)
    if points is not None:
        held(alice, mock, cards["design"], "design", {"text": "So.", "points": points}, None, now)
    return mock


def held(alice, mock, card, stage, detail, quality, now):
    key = uuid.uuid4()
    Rehearsal.objects.create(
        learner=alice, deck=mock.deck, stage=stage, card=card, key=key, minutes=45, begun_at=now, mock=mock
    )
    version = Schedule.objects.get(card=card).version
    for _ in range(2):  # a retry is counted once
        grade_card(
            alice, card.pk, quality, key=key, version=version, reviewed_at=now, seconds=1200, detail=dict(detail)
        )


def told(alice, cards):
    return loop_results(progresses_of(alice, mocks_of(alice, cards["deck"])))


def page(client):
    return html_of(client.get("/decks/demo/rehearsals/"))


def test_who_has_rehearsed_no_loop_is_told_of_none(alice, alice_client, cards):
    assert told(alice, cards) == []
    assert 'class="loop"' not in page(alice_client)


def test_each_round_of_a_loop_is_told_with_its_time_and_the_whole_with_its_mean(alice, alice_client, cards):
    loop(alice, cards, -9, recalled=1, passed=3, points={"0": "said"})

    result = told(alice, cards)[0]

    assert [each.share for each in result.rounds] == [50, 75, 60]
    assert (result.share, result.change, result.graded) == (62, None, 3)
    assert (result.seconds, result.minutes) == (600 + 1500 + 1200, 30 + 45 + 50)
    text = page(alice_client)
    assert "14 Nov 2026" in text
    for said in ("1 of 2 recalled", "60 of 100 points", "25:00 of 45 min", "55:00 of 125 min", "62 %"):
        assert said in text


def test_what_two_loops_had_graded_is_held_against_each_other(alice, alice_client, cards):
    loop(alice, cards, -20, recalled=1, points={"0": "said"})
    loop(alice, cards, -9, recalled=2, passed=1, points={"1": "said"})

    last, first = told(alice, cards)

    assert [each.change for each in last.rounds] == [50, None, -30]
    assert (first.change, last.change, first.share, last.share) == (None, 10, 55, 52)
    assert [each.round.state for each in first.rounds] == ["graded", "waiting", "graded"]
    text = page(alice_client)
    for said in ("50 points better", "30 points worse", "10 points better", "left out"):
        assert said in text


def test_a_loop_of_which_nothing_was_graded_is_no_measure(alice, cards):
    loop(alice, cards, -20, points={"0": "said"})
    loop(alice, cards, -15)
    loop(alice, cards, -9, points={"0": "said", "1": "said"})

    last, empty, _ = told(alice, cards)

    assert (empty.share, empty.change, empty.minutes) == (None, None, 0)
    assert last.change == 30


def test_a_loop_under_way_tells_no_result(alice, alice_client, cards):
    loop(alice, cards, -9, points={"0": "said"})
    Mock.objects.update(ended_at=None)

    result = told(alice, cards)[0]

    assert (result.is_over, result.share) == (False, None)
    assert "60 of 100" not in page(alice_client).partition('id="recruiter"')[0]


def test_reviews_of_a_loop_are_in_the_log_once(alice, cards):
    loop(alice, cards, -9, recalled=2, passed=4, points={"0": "said"})

    assert Review.objects.of(alice).counted().count() == 4


def test_many_loops_take_no_more_statements_than_one(alice, bob, cards, django_assert_max_num_queries):
    for days in range(-30, -5):
        loop(alice, cards, days, recalled=1, passed=3, points={"0": "said"})
    mocks = mocks_of(alice, cards["deck"])

    with django_assert_max_num_queries(6):
        results = loop_results(progresses_of(alice, mocks))

    assert len(results) == 20
    assert told(bob, cards) == []
    assert NOW > results[0].mock.begun_at > results[-1].mock.begun_at
