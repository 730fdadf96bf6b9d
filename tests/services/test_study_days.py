"""What a review adds to its study day, said twice: once as it is graded, once as the log is counted anew."""

import uuid
from collections import Counter
from dataclasses import asdict

import pytest

from cards.models import Review, StudyDay
from cards.models.review import NewReview
from cards.models.storing import COUNTERS
from cards.scheduling import Phase
from cards.services.review import grade_card, undo_review
from cards.services.study_days import counts_from_log, counts_of
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, review

TABLE = [
    (Phase.NEW, 4, 12, {"reviews": 1, "seconds": 12, "new": 1}),
    (Phase.NEW, 2, None, {"reviews": 1, "new": 1}),
    (Phase.YOUNG, 3, 0, {"reviews": 1, "young_passed": 1}),
    (Phase.YOUNG, 2, 7, {"reviews": 1, "seconds": 7, "young_failed": 1}),
    (Phase.MATURE, 3, 7, {"reviews": 1, "seconds": 7, "mature_passed": 1}),
    (Phase.MATURE, 2, 7, {"reviews": 1, "seconds": 7, "mature_failed": 1}),
    (Phase.EARLY, 5, 7, {"reviews": 1, "seconds": 7, "early": 1}),
    (Phase.EARLY, 2, 7, {"reviews": 1, "seconds": 7, "early": 1}),
    (Phase.REPEAT, 4, 7, {"reviews": 1, "seconds": 7}),
    (Phase.PRACTICE, 4, 600, {"practices": 1, "practice_seconds": 600}),
    (Phase.PRACTICE, 2, None, {"practices": 1}),
]


def made(phase, quality, seconds, *, learner=1, card=1, now=NOW):
    return NewReview(
        learner_id=learner,
        card_id=card,
        key=uuid.uuid4(),
        quality=quality,
        reviewed_at=now,
        study_day=now.date(),
        seconds=seconds,
        detail=None,
        phase=phase,
    )


@pytest.mark.parametrize(("phase", "quality", "seconds", "counted"), TABLE)
def test_a_review_is_counted_by_its_phase_and_whether_it_was_recalled(phase, quality, seconds, counted):
    assert counts_of(made(phase, quality, seconds)) == dict.fromkeys(COUNTERS, 0) | counted


@pytest.mark.django_db
def test_the_log_is_counted_as_its_reviews_were(alice, bob):
    card = make_card(make_deck())
    for learner, now, part in ((alice, NOW, TABLE), (alice, days_later(1), TABLE[-1:]), (bob, NOW, TABLE[:1])):
        for phase, quality, seconds, _ in part:
            Review(**asdict(made(phase, quality, seconds, learner=learner.pk, card=card.pk, now=now))).save()
    Review(**asdict(made(Phase.NEW, 4, 99, learner=alice.pk, card=card.pk)), undone_at=NOW).save()

    expected = Counter()
    for *_, counted in TABLE:
        expected.update(counted)
    today, tomorrow = NOW.date(), days_later(1).date()
    assert counts_from_log(alice, [today]) == {today: dict.fromkeys(COUNTERS, 0) | expected}
    assert counts_from_log(alice)[tomorrow] == dict.fromkeys(COUNTERS, 0) | {"practices": 1}
    assert counts_from_log(alice).keys() == {today, tomorrow}


def late(learner, card, days):
    now = days_later(days)
    grade_card(learner, card.pk, 4, key=uuid.uuid4(), version=None, reviewed_at=now, received_at=now)


def streaks(learner):
    return list(StudyDay.objects.of(learner).order_by("day").values_list("streak", flat=True))


@pytest.fixture
def cards(alice, bob):
    cards = make_cards(make_deck(), 4)
    for learner in (alice, bob):
        enrolled(learner, cards[0].deck, days_later(-9))
    return cards


@pytest.mark.django_db
def test_a_late_review_joins_the_days_before_and_after_it(alice, cards):
    review(alice, cards[0], 4, days_later(-2))
    review(alice, cards[1], 4)

    late(alice, cards[2], -1)

    assert streaks(alice) == [1, 2, 3]


@pytest.mark.django_db
def test_what_others_studied_joins_nothing(alice, bob, cards):
    review(alice, cards[0], 4, days_later(-2))
    review(alice, cards[1], 4)
    review(bob, cards[0], 4, days_later(-1))

    late(alice, cards[2], -3)

    assert (streaks(alice), streaks(bob)) == ([1, 2, 1], [1])


@pytest.mark.django_db
def test_a_day_that_is_taken_back_is_gone_for_who_takes_it_back(alice, bob, cards):
    for learner in (alice, bob):
        review(learner, cards[0], 4)

    undo_review(alice, key=uuid.uuid4(), now=NOW)

    assert list(StudyDay.objects.values_list("learner", "reviews")) == [(bob.pk, 1)]


@pytest.mark.django_db
def test_a_day_is_counted_anew_for_who_reviewed_on_it(alice, bob, cards):
    for learner, card in ((alice, cards[0]), (alice, cards[1]), (bob, cards[0])):
        review(learner, card, 4, seconds=learner.pk)

    late(alice, cards[2], 0)

    rows = dict(StudyDay.objects.values_list("learner", "reviews"))
    assert rows == {alice.pk: 3, bob.pk: 1}
