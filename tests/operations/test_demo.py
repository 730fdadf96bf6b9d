"""The demo learner's past is made by the real services, so it has to agree with its own log."""

from datetime import timedelta

import pytest

from cards.models import Learner, Review, Schedule, StudyDay
from cards.operations.demo import make_demo
from cards.scheduling import replay, sm2
from cards.services.study_days import counts_from_log
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_believable_days(built_in):
    demo = make_demo("demo", "a long enough password", "stripe-backend", now=NOW, days=12)

    days = {row.day: row for row in StudyDay.objects.of(demo)}
    assert 6 <= len(days) <= 13
    assert max(days) <= demo.study_day(NOW)
    assert Review.objects.of(demo).filter(reviewed_at__gt=NOW).count() == 0
    assert {day: counts["reviews"] for day, counts in counts_from_log(demo).items()} == {
        day: row.reviews for day, row in days.items()
    }
    for schedule in Schedule.objects.of(demo).filter(due__isnull=False).order_by("-is_practice")[:20]:
        log = Review.objects.of(demo).filter(card=schedule.card_id).in_order().values_list("quality", "study_day")
        assert schedule.state == replay(sm2, log, is_practice=schedule.is_practice)


def test_a_second_run_gives_a_new_password_and_no_second_past(built_in):
    make_demo("demo", "a long enough password", "stripe-backend", now=NOW, days=2)
    reviews = Review.objects.count()

    make_demo("demo", "another long password", "stripe-backend", now=NOW + timedelta(days=1))

    assert Learner.objects.get().check_password("another long password")
    assert Review.objects.count() == reviews
