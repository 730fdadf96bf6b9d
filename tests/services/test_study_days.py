"""What a review adds to its study day, said twice: once as it is graded, once as the log is counted anew."""

import uuid
from collections import Counter
from dataclasses import asdict

import pytest

from cards.models import Review
from cards.models.review import NewReview
from cards.models.statements import COUNTERS
from cards.scheduling import Phase
from cards.services.study_days import counts_from_log, counts_of
from tests.factories import NOW, days_later, make_card, make_deck

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
