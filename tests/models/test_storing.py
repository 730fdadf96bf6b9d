"""What the hand-written statements write."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from cards.models import Review, Schedule, StudyDay
from cards.models.review import NewReview
from cards.models.storing import COUNTERS, move_looks, store_review
from cards.scheduling import Phase, State
from tests.factories import NOW, make_card, make_deck, make_schedule

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
AFTER = State(repetitions=1, interval=6, due=TODAY + timedelta(6))


def on(days):
    return TODAY + timedelta(days)


def test_last_looks_are_moved_one_by_one(alice):
    deck = make_deck()
    moved, cleared, other = (make_schedule(alice, make_card(deck, key), due=on(9), last_look=on(5)) for key in "abc")

    move_looks([(moved.pk, on(6), on(6)), (cleared.pk, None, on(9))])

    rows = Schedule.objects.order_by("pk").values_list("pk", "last_look", "planned_for", "due")
    assert list(rows) == [
        (moved.pk, on(6), on(6), on(9)),
        (cleared.pk, None, on(9), on(9)),
        (other.pk, on(5), on(9), on(9)),
    ]


# A grade: all of it or nothing ----------------------------------------------------------------------------------------


@pytest.fixture
def schedule(alice):
    return make_schedule(alice, make_card(make_deck()))


@pytest.fixture
def day(alice):
    return StudyDay.objects.create(learner=alice, day=TODAY, reviews=3, seconds=40, streak=5)


def grade(schedule, *, version=0, key=None):
    review = NewReview(schedule.learner_id, schedule.card_id, key or uuid.uuid4(), 4, NOW, TODAY, 12, {"gaps": [1]})
    counts = dict.fromkeys(COUNTERS, 0) | {"reviews": 1, "seconds": 12, "new": 1}
    return store_review(schedule.pk, version, AFTER, on(2), replace(review, phase=Phase.YOUNG), counts)


def test_all_three_are_written(schedule, day):
    after = grade(schedule)

    assert (after.pk, after.reviews, after.seconds, after.new, after.streak) == (day.pk, 4, 52, 1, 5)
    assert StudyDay.objects.values_list("reviews", "seconds", "new").get() == (4, 52, 1)
    review = Review.objects.get()
    assert (review.learner, review.card, review.quality) == (schedule.learner, schedule.card, 4)
    assert (review.reviewed_at, review.study_day, review.seconds) == (NOW, TODAY, 12)
    assert (review.phase, review.detail, review.undone_at) == (Phase.YOUNG, {"gaps": [1]}, None)
    schedule.refresh_from_db()
    assert (schedule.state, schedule.planned_for, schedule.version) == (AFTER, on(2), 1)
    assert (schedule.reviewed_at, schedule.reviewed_on) == (NOW, TODAY)


def nothing_is_written():
    return not Review.objects.exists() and not Schedule.objects.exclude(version=0).exists()


def test_nothing_is_written_at_another_version(schedule, day):
    assert grade(schedule, version=1) is None

    assert nothing_is_written()
    assert StudyDay.objects.get().reviews == 3


def test_nothing_is_written_before_the_day_has_its_row(schedule, bob):
    StudyDay.objects.create(learner=bob, day=TODAY)
    StudyDay.objects.create(learner=schedule.learner, day=on(-1))

    assert grade(schedule) is None

    assert nothing_is_written()


def test_nothing_is_written_twice_under_one_key(schedule, day):
    key = uuid.uuid4()
    grade(schedule, key=key)

    with pytest.raises(IntegrityError):
        grade(schedule, version=1, key=key)

    assert StudyDay.objects.get().reviews == 4
    assert Schedule.objects.get().version == 1
