"""Another scheduler plans every card afresh from the log, and the one from before brings back what was there."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cards.models import Replanning, Review, Schedule, StudyDay
from cards.operations import replannings, wishes
from cards.operations.check_learner import check_learner
from cards.operations.fits import ABANDONED
from cards.scheduling import AGAIN, EASY, GOOD, HARD, fsrs, replay
from cards.services.accounts import save_settings
from cards.services.leaving import delete_account
from cards.services.replanning import as_wished, end_replanning, replay_log
from cards.services.review import undo_review
from tests.factories import days_later, enrolled, make_cards, make_deck, make_design, review
from tests.faults import failing

pytestmark = pytest.mark.django_db
GRADES = [[GOOD, GOOD, EASY], [AGAIN, GOOD, GOOD], [HARD, GOOD], [GOOD, GOOD, GOOD, AGAIN]]


@pytest.fixture
def studied(alice):
    """Cards that Alice has reviewed on several days, one that she has not, and a review that she took back."""
    deck = make_deck()
    cards = [*make_cards(deck, 5), make_design(deck)]
    enrolled(alice, deck)
    for card, grades in zip(cards, GRADES, strict=False):
        for place, quality in enumerate(grades):
            review(alice, card, quality, days_later(place * 5))
    review(alice, cards[0], AGAIN, days_later(20))
    undo_review(alice, key=uuid.uuid4(), now=days_later(20))
    return cards


def rows(learner):
    schedules = Schedule.objects.of(learner).order_by("pk").values()
    days = StudyDay.objects.of(learner).order_by("day").values()
    phases = list(Review.objects.of(learner).order_by("pk").values_list("phase", flat=True))
    return [{**row, "version": 0} for row in schedules], list(days), phases


def plan_by(learner, scheduler):
    save_settings(learner, {"scheduler": scheduler}, key=uuid.uuid4(), now=days_later(21))
    learner.refresh_from_db()


def test_every_card_is_as_the_log_says(alice, studied):
    plan_by(alice, "fsrs")

    for card in studied:
        log = Review.objects.of(alice).filter(card=card).counted().in_order().values_list("quality", "study_day")
        assert Schedule.objects.of(alice).get(card=card).state == replay(fsrs, log)
    assert check_learner(alice) == []


def test_the_one_from_before_brings_back_what_was_there(alice, studied):
    before = rows(alice)

    plan_by(alice, "fsrs")
    changed = rows(alice)
    plan_by(alice, "sm2")

    assert changed != before
    assert rows(alice) == before


def test_no_card_costs_a_query_of_its_own(alice, studied, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        plan_by(alice, "fsrs")


def test_saving_the_same_scheduler_plans_nothing(alice, studied):
    versions = list(Schedule.objects.of(alice).values_list("version", flat=True))

    plan_by(alice, "sm2")

    assert list(Schedule.objects.of(alice).values_list("version", flat=True)) == versions


def test_a_memory_that_is_not_the_logs_is_found_and_mended(clock, alice, studied):
    clock.move_to(days_later(30))
    plan_by(alice, "fsrs")
    right = Schedule.objects.of(alice).get(card=studied[0]).memory
    Schedule.objects.of(alice).filter(card=studied[0]).update(memory=right | {"stability": 999.0})

    call_command("check_data", "--fix")

    assert Schedule.objects.of(alice).get(card=studied[0]).memory == right


# A log too long to be replayed while somebody waits for the page ----------------------------------------------------


@pytest.fixture
def long_log(alice, studied, settings, clock):
    clock.move_to(days_later(21))
    settings.REPLANNED_AT_ONCE = 3
    return studied


def test_a_long_log_is_planned_beside_the_workers(alice, long_log, settings):
    before = rows(alice)
    plan_by(alice, "fsrs")
    assert (alice.scheduler, rows(alice)) == ("sm2", before)
    assert wishes.are_waiting()

    call_command("wishes")

    alice.refresh_from_db()
    assert alice.scheduler == "fsrs"
    assert not wishes.are_waiting()
    assert not Replanning.objects.exists()
    assert check_learner(alice) == []
    beside = rows(alice)
    settings.REPLANNED_AT_ONCE = 1_000
    plan_by(alice, "sm2")
    assert rows(alice) == before
    plan_by(alice, "fsrs")
    assert rows(alice) == beside


def taken_up(learner):
    plan_by(learner, "fsrs")
    wish = replannings._taken_up(days_later(21))
    return wish, replay_log(as_wished(wish.learner, wish))


def test_what_was_worked_out_is_written_without_reading_the_log_again(alice, long_log):
    wish, ready = taken_up(alice)

    with CaptureQueriesContext(connection) as sent:
        assert end_replanning(wish, ready)

    # Counting the days again asks the database to add up.
    assert not [query for query in sent if query["sql"].startswith('SELECT "cards_review"."id"')]


def test_what_is_reviewed_and_undone_meanwhile_counts(alice, long_log):
    undone = Review.objects.of(alice).counted().latest("reviewed_at", "id").card_id
    wish, ready = taken_up(alice)
    undo_review(alice, key=uuid.uuid4(), now=days_later(21))
    review(alice, long_log[4], GOOD, days_later(21))
    review(alice, long_log[1], AGAIN, days_later(21))

    assert end_replanning(wish, ready)

    alice.refresh_from_db()
    assert check_learner(alice) == []
    for card in [undone, long_log[1].pk, long_log[4].pk]:
        log = Review.objects.of(alice).filter(card=card).counted().in_order().values_list("quality", "study_day")
        assert Schedule.objects.of(alice).get(card=card).state == replay(fsrs, log)


def test_a_wish_is_taken_back_and_made_again(alice, long_log):
    wish, ready = taken_up(alice)
    plan_by(alice, "sm2")
    assert not wishes.are_waiting()
    plan_by(alice, "fsrs")

    assert not end_replanning(wish, ready)

    again = Replanning.objects.get()
    plan_by(alice, "fsrs")
    assert Replanning.objects.get() == again
    assert replannings.carry_out_waiting() == 1


def test_a_process_that_is_killed_leaves_the_wish_and_is_not_started_for_ever(alice, long_log, clock):
    plan_by(alice, "fsrs")
    for _ in range(3):
        assert replannings._taken_up(timezone.now())
        assert not wishes.are_waiting()
        clock.shift(ABANDONED + timedelta(seconds=1))
    assert not wishes.are_waiting()
    assert Replanning.objects.get().has_failed

    plan_by(alice, "fsrs")

    assert replannings.carry_out_waiting() == 1


def test_a_log_that_can_not_be_replayed_is_told_and_holds_nobody_up(alice, bob, long_log, caplog):
    plan_by(alice, "fsrs")
    Replanning.objects.create(learner=bob, scheduler="fsrs", wished_at=days_later(22))

    with failing(MemoryError(), at='FROM "cards_review"'):  # Bob has none
        assert replannings.carry_out_waiting() == 1

    assert f"The cards of learner {alice.pk} could not be planned afresh" in caplog.text
    assert Replanning.objects.get().learner == alice


def test_who_is_gone_wishes_for_nothing(alice, long_log):
    wish, ready = taken_up(alice)
    delete_account(alice)

    assert not end_replanning(wish, ready)
