"""Readiness by stage, from a learner's own reviews, in a bounded number of queries."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Schedule
from cards.queries.memory import memories_among, memories_of
from cards.queries.readiness import readiness_of
from cards.scheduling import AGAIN, GOOD
from cards.scheduling.fsrs import USUAL
from cards.services.accounts import save_settings
from cards.services.decks import pause
from cards.services.plans import agree_on_plan
from cards.services.review import bury_card, grade_card, undo_review
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_design, review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
STAGES = {"stages": [{"slug": slug, "title": slug.title(), "weight": 1} for slug in ("screen", "design")]}


@pytest.fixture
def track(alice):
    deck = make_deck("stripe", title="Stripe", about=STAGES)
    for number in range(8):
        make_card(deck, f"card-{number}", stage="screen", stages=["screen"])
    make_design(deck)
    enrolled(alice, deck)
    return deck


def ready(learner, deck, number=0, days=None):
    return {
        stage.slug: stage.ready for stage in readiness_of(learner, deck, TODAY + timedelta(days=number), days).stages
    }


def card(number):
    return Schedule.objects.get(card__key=f"card-{number}").card


def test_without_a_review_there_is_nothing_to_tell(alice, track):
    told = readiness_of(alice, track, TODAY)

    assert not told.has_reviews
    assert [stage.ready.number for stage in told.stages] == [0, 0]


def test_it_moves_on_the_first_day_and_falls_after_it(alice, track):
    review(alice, card(0), GOOD)

    assert ready(alice, track)["screen"].number == 12  # one of eight
    assert ready(alice, track, 30)["screen"].number < 12
    undo_review(alice, key=uuid.uuid4(), now=NOW)
    assert ready(alice, track)["screen"].number == 0


def test_on_the_day_of_the_plan(alice, track):
    review(alice, card(0), GOOD)
    far = ready(alice, track, days={"screen": TODAY + timedelta(days=60)})["screen"]

    assert (far.day, far.number < 12) == (TODAY + timedelta(days=60), True)


def test_with_a_day_it_falls_from_day_to_day_to_the_number_of_that_day(alice, track):
    for number in range(8):
        review(alice, card(number), GOOD)
    days = {"screen": TODAY + timedelta(days=60)}
    told = [ready(alice, track, number, days)["screen"] for number in (0, 7, 30, 60)]

    assert {each.number for each in told} == {told[-1].now}
    assert [each.now for each in told] == sorted({each.now for each in told}, reverse=True)


def test_a_design_answer_counts_by_its_points(alice, track):
    schedule = Schedule.objects.get(card__key="limiter")
    options = {"key": uuid.uuid4(), "version": 0, "reviewed_at": NOW, "seconds": 900}
    grade_card(alice, schedule.card_id, None, detail={"points": {"0": "said"}, "text": "x"}, **options)

    told = ready(alice, track)["design"]
    assert (told.number, told.measured) == (60, {"rubric points": (60, 1)})


@pytest.mark.parametrize("scheduler", ["sm2", "fsrs"])
def test_the_memory_is_the_models_whichever_scheduler_plans(alice, track, scheduler):
    for number, quality in enumerate((GOOD, GOOD, AGAIN)):
        review(alice, card(0), quality, days_later(3 * number))
    save_settings(alice, {"scheduler": "fsrs"}, key=uuid.uuid4(), now=NOW)
    alice.refresh_from_db()
    by_model = USUAL.memory_in(Schedule.objects.get(card=card(0)).memory)
    save_settings(alice, {"scheduler": scheduler}, key=uuid.uuid4(), now=NOW)

    assert memories_of(alice) == {card(0).pk: by_model}


def test_own_cards_are_not_read_for_a_track(alice, track):
    own = make_card(make_deck("own", owner=alice))
    enrolled(alice, own.deck)
    review(alice, own, GOOD)
    review(alice, card(0), GOOD)

    assert memories_of(alice).keys() == {card(0).pk}
    assert memories_among(alice, [own.pk, card(0).pk, card(1).pk]).keys() == {own.pk, card(0).pk}


def actions(learner, deck, days=None):
    (screen,) = (stage for stage in readiness_of(learner, deck, TODAY, days).stages if stage.slug == "screen")
    return {each.action.what: len(each.action.cards) for each in screen.to_do}


def test_what_would_move_it_is_asked_where_its_button_leads(alice, track):
    soon = {"screen": TODAY + timedelta(days=20)}
    for number in (0, 1):
        review(alice, card(number), GOOD, days_later(-9))
    assert actions(alice, track, soon) == {"new": 6, "again": 2}

    review(alice, card(0), AGAIN)  # comes back in today's own queue
    bury_card(alice, card(2).pk, key=uuid.uuid4(), now=NOW)
    assert actions(alice, track, soon) == {"new": 5, "again": 1}

    pause(alice, track, key=uuid.uuid4(), now=NOW)
    assert actions(alice, track, soon) == {}


def test_nothing_would_move_a_track_that_is_not_studied(alice, track):
    other = make_deck("other", about=STAGES)
    make_card(other, "unmet", stage="screen", stages=["screen"])
    make_design(other, "unmet-design")
    review(alice, card(0), GOOD)

    told = readiness_of(alice, other, TODAY)

    assert ([stage.ready.number for stage in told.stages], list(told.to_do)) == ([0, 0], [])


def test_no_card_costs_a_query(alice, track):
    review(alice, card(0), GOOD)
    with CaptureQueriesContext(connection) as few:
        readiness_of(alice, track, TODAY)
    for number in range(30):
        made = make_card(track, f"more-{number}", stage="screen", stages=["screen"])
    enrolled(alice, track)
    review(alice, made, GOOD)
    with CaptureQueriesContext(connection) as many:
        readiness_of(alice, track, TODAY)

    assert len(many) <= len(few) <= 8


def test_today_the_plan_and_the_decks_page_show_it(alice, alice_client, track, clock):
    review(alice, card(0), GOOD)
    assert "Readiness by stage" not in alice_client.get("/").content.decode()
    agree_on_plan(alice, track, {"screen": date(2026, 12, 5)}, [30] * 7, key=uuid.uuid4(), now=NOW)

    for address in ("/", "/plan/", "/decks/stripe/"):
        html = " ".join(alice_client.get(address).content.decode().split())
        assert "Readiness by stage" in html
        assert "1 of 8 cards seen" in html
        assert "today 12 %" in html
        assert "For today that is 12 %; it falls to" in html
        assert "Meet 7 new cards" in html
        assert 'action="/practice/limiter/begin/"' in html


def test_a_stage_whose_day_is_over_is_looked_at_as_of_today(alice, track):
    review(alice, Schedule.objects.get(card__key="card-0").card, GOOD)
    days = {"screen": TODAY + timedelta(days=2)}

    def told(number):
        today = TODAY + timedelta(days=number)
        return {stage.slug: stage.is_dated for stage in readiness_of(alice, track, today, days).stages}

    assert [told(number)["screen"] for number in (0, 2, 3)] == [True, True, False]
