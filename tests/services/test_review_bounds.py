"""What a grade may say, and whose it is, at the edges that no other test noticed. Found by `make mutants`."""

import uuid

import pytest

from cards.models import Review, Schedule
from cards.services.once import Stale
from cards.services.review import bury_card, flag_card, grade_card, resume_card, suspend_card, undo_review, write_note
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def cards(alice, bob):
    cards = make_cards(make_deck(), 2)
    enrolled(alice, cards[0].deck)
    enrolled(bob, cards[0].deck)
    return cards


@pytest.mark.parametrize(("said", "stored"), [(None, None), (-3, 0), (0, 0), (1, 1), (3_600, 3_600), (3_601, 3_600)])
def test_seconds_are_kept_between_none_and_an_hour(alice, cards, said, stored):
    review(alice, cards[0], 4, seconds=said)

    assert Review.objects.get().seconds == stored


def test_two_learners_may_come_with_the_same_key(alice, bob, cards):
    key = uuid.uuid4()
    review(alice, cards[0], 4, key=key)

    review(bob, cards[0], 2, key=key)

    assert Review.objects.of(alice).get().quality == 4
    assert Review.objects.of(bob).get().quality == 2


def test_a_stale_grade_is_not_answered_with_somebody_elses_of_the_same_key(alice, bob, cards):
    key = uuid.uuid4()
    review(alice, cards[0], 4, key=key)

    with pytest.raises(Stale):
        grade_card(bob, cards[0].pk, 4, key=key, version=99, reviewed_at=NOW, seconds=12)
    assert not Review.objects.of(bob).exists()


CHANGES = {
    "bury": lambda learner, card: bury_card(learner, card.pk, key=uuid.uuid4(), now=NOW),
    "suspend": lambda learner, card: suspend_card(learner, card.pk, key=uuid.uuid4(), now=NOW),
    "resume": lambda learner, card: resume_card(learner, card.pk, key=uuid.uuid4(), now=NOW),
    "flag": lambda learner, card: flag_card(learner, card.pk, True, key=uuid.uuid4(), now=NOW),
    "note": lambda learner, card: write_note(learner, card.pk, "x", "<p>x</p>\n", key=uuid.uuid4(), now=NOW),
}


def schedules():
    rows = Schedule.objects.order_by("pk")
    return {(row["learner_id"], row["card_id"]): row for row in rows.values()}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_set_by_hand_is_set_for_one_card_of_one_learner(alice, cards, name):
    Schedule.objects.update(buried_until=days_later(1).date())
    before = schedules()

    CHANGES[name](alice, cards[0])

    changed = {key for key, row in schedules().items() if row != before[key]}
    assert changed <= {(alice.pk, cards[0].pk)}


@pytest.mark.parametrize("name", ["bury", "suspend"])
def test_undo_of_a_card_set_aside_changes_one_card_of_one_learner(alice, bob, cards, name):
    for learner, card in ((bob, cards[0]), (alice, cards[1]), (alice, cards[0])):
        CHANGES[name](learner, card)
    before = schedules()

    undo_review(alice, key=uuid.uuid4(), now=NOW)

    assert {key for key, row in schedules().items() if row != before[key]} == {(alice.pk, cards[0].pk)}


def test_the_first_grade_of_a_day_is_told_with_its_day_as_any_other(alice, cards):
    first, second = (review(alice, card, 4).today for card in cards)

    assert (first.day, first.reviews, first.streak) == (NOW.date(), 1, 1)
    assert (second.day, second.reviews, second.streak) == (NOW.date(), 2, 1)
