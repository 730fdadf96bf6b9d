"""Another scheduler plans every card afresh from the log, and the one from before brings back what was there."""

import uuid

import pytest
from django.core.management import call_command

from cards.models import Review, Schedule, StudyDay
from cards.operations.check_data import check_learner
from cards.scheduling import AGAIN, EASY, GOOD, HARD, fsrs, replay
from cards.services.accounts import save_settings
from cards.services.review import undo_review
from tests.factories import days_later, enrolled, make_cards, make_deck, make_design, review

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


def test_a_memory_that_is_not_the_logs_is_found_and_mended(alice, studied, clock):
    clock.move_to(days_later(30))
    plan_by(alice, "fsrs")
    right = Schedule.objects.of(alice).get(card=studied[0]).memory
    Schedule.objects.of(alice).filter(card=studied[0]).update(memory=right | {"stability": 999.0})

    call_command("check_data", "--fix")

    assert Schedule.objects.of(alice).get(card=studied[0]).memory == right
