"""A second scheduler needs its module (tests/fixed_interval.py) and its line in SCHEDULERS: all else works with it."""

import uuid
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cards.models import Review, Schedule, StudyDay
from cards.queries.queue import queue_of
from cards.scheduling import AGAIN, EASY, GOOD, HARD, QUALITIES, SCHEDULERS, Phase, State, replay, sm2
from cards.services.review import grade_card, undo_review
from cards.views.review import grades_of
from tests import fixed_interval
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _in_the_table():
    SCHEDULERS["fixed"] = fixed_interval
    yield
    del SCHEDULERS["fixed"]


@pytest.fixture
def card(alice, bob):
    """A card of both: Alice's are planned by the second scheduler, Bob's as usual."""
    deck = make_deck()
    card = make_card(deck, "etag")
    alice.scheduler = "fixed"
    alice.save(update_fields=["scheduler"])
    for learner in (alice, bob):
        enrolled(learner, deck)
    return card


def schedule_of(learner, card):
    return Schedule.objects.of(learner).get(card=card)


def remembered(*qualities):
    return {"qualities": list(qualities), "mean": sum(qualities) / len(qualities)}


def day(number):
    return TODAY + timedelta(days=number)


def arrives_late(learner, card, quality, at):
    grade_card(learner, card.pk, quality, key=uuid.uuid4(), version=None, reviewed_at=at, seconds=5)


def check(*arguments):
    out = StringIO()
    try:
        call_command("check_data", *arguments, stdout=out)
    except CommandError:
        return out.getvalue().splitlines()
    return []


def test_a_review_is_stored_as_the_learners_scheduler_plans_it(alice, bob, card):
    for learner in (alice, bob):
        review(learner, card, EASY)
        review(learner, card, GOOD, days_later(3))

    schedule = schedule_of(alice, card)
    assert schedule.state == State(2, 250, 3, day(6), None, 0, remembered(EASY, GOOD))
    assert schedule.planned_for == day(6)
    assert schedule_of(bob, card).state == State(2, 260, 6, day(9), None, 0, None)


@pytest.mark.parametrize("quality", QUALITIES)
def test_the_state_comes_back_from_the_database_as_it_was_worked_out(alice, card, quality):
    for number in range(4):
        review(alice, card, quality, days_later(number))

    log = Review.objects.counted().in_order().values_list("quality", "study_day")
    assert schedule_of(alice, card).state == replay(fixed_interval, log)


@pytest.mark.parametrize("quality", [AGAIN, HARD, GOOD, EASY])
def test_a_button_says_what_is_stored(alice, card, quality):
    state = schedule_of(alice, card).state
    buttons = {button.quality: button for button in grades_of(alice, state, TODAY)}

    review(alice, card, quality)

    after = schedule_of(alice, card)
    assert buttons[quality].label == (("today", "then 3 days") if after.repeat_on == TODAY else ("3 days",))
    assert after.due == TODAY + timedelta(3)
    assert buttons[quality].again == (after.repeat_on == TODAY)


def test_the_review_page_shows_it(alice, alice_client, card, clock):
    page = alice_client.get("/review/").content.decode()

    assert page.count("3 days") == 4


def test_a_card_comes_back_the_same_day_and_the_scheduler_never_hears_of_it(alice, card):
    review(alice, card, AGAIN)
    failed = schedule_of(alice, card)
    today = StudyDay.objects.of(alice).get()
    waiting = queue_of(alice, TODAY, today)

    review(alice, card, HARD, NOW + timedelta(minutes=5))
    review(alice, card, GOOD, NOW + timedelta(minutes=9))

    assert (failed.repeat_on, waiting.repeats, waiting.next.pk) == (TODAY, 1, card.pk)
    assert schedule_of(alice, card).state == State(0, 250, 3, day(3), None, 0, remembered(AGAIN))
    assert [row.phase for row in Review.objects.in_order()] == [Phase.NEW, Phase.REPEAT, Phase.REPEAT]


def test_its_lapses_are_counted_as_with_any_scheduler(alice, card):
    for number, quality in enumerate((AGAIN, GOOD, AGAIN, AGAIN)):
        review(alice, card, quality, days_later(3 * number))

    assert schedule_of(alice, card).lapses == 1


def test_undo_brings_back_what_it_remembered(alice, card):
    review(alice, card, GOOD)
    before = schedule_of(alice, card).state
    review(alice, card, AGAIN, days_later(3))

    undo_review(alice, key=uuid.uuid4(), now=days_later(3))

    assert schedule_of(alice, card).state == before
    undo_review(alice, key=uuid.uuid4(), now=days_later(3))
    assert schedule_of(alice, card).state == State()


def test_a_late_review_takes_its_place_in_the_log(alice, card):
    review(alice, card, GOOD)
    review(alice, card, EASY, days_later(6))

    arrives_late(alice, card, HARD, days_later(2))

    schedule = schedule_of(alice, card)
    assert schedule.memory == remembered(GOOD, HARD, EASY)
    assert (schedule.due, schedule.planned_for) == (day(9), day(9))
    assert [row.phase for row in Review.objects.in_order()] == [Phase.NEW, Phase.EARLY, Phase.YOUNG]


def test_everything_agrees_with_the_log(alice, bob, card):
    for learner in (alice, bob):
        review(learner, card, AGAIN)
        review(learner, card, GOOD, NOW + timedelta(minutes=5))
        review(learner, card, EASY, days_later(4))
        arrives_late(learner, card, HARD, days_later(1))
        undo_review(learner, key=uuid.uuid4(), now=days_later(4))

    assert check() == []


@pytest.mark.parametrize("wrong", [None, {}, remembered(GOOD), remembered(EASY, GOOD, GOOD)])
def test_a_memory_that_is_not_the_logs_is_found_and_mended(alice, card, wrong):
    review(alice, card, EASY)
    review(alice, card, GOOD, days_later(3))
    Schedule.objects.of(alice).update(memory=wrong)

    said = check()
    check("--fix")

    assert any("memory is" in line for line in said)
    assert check() == []
    assert schedule_of(alice, card).memory == remembered(EASY, GOOD)


def test_changing_the_scheduler_is_replaying_the_log(alice, card):
    review(alice, card, EASY)
    review(alice, card, GOOD, days_later(3))
    log = list(Review.objects.in_order().values_list("quality", "study_day"))
    alice.scheduler = "sm2"
    alice.save(update_fields=["scheduler"])

    said = check()
    check("--fix")

    assert {line.split(":")[0] for line in said if ":" in line} >= {"schedule", "planned_for"}
    assert check() == []
    assert schedule_of(alice, card).state == replay(sm2, log) == State(2, 260, 6, day(9), None, 0, None)


def test_a_scheduler_that_nobody_knows_is_the_usual_one(alice, alice_client, card, clock):
    alice.scheduler = "gone"
    alice.save(update_fields=["scheduler"])

    review(alice, card, GOOD)

    assert schedule_of(alice, card).state == replay(sm2, [(GOOD, TODAY)])
    assert alice_client.get("/").status_code == 200
    assert any("scheduler is 'gone', which is none of its choices" in line for line in check())
