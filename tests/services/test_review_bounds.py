"""What a grade may say, and whose it is, at the edges that no other test noticed. Found by `make mutants`."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F

from cards.models import Card, Receipt, Review, Schedule, StudyDay
from cards.services.once import Stale
from cards.services.review import (
    Graded,
    asked_again_on,
    bury_card,
    flag_card,
    follow_kind,
    grade_card,
    resume_card,
    suspend_card,
    undo_aside,
    undo_review,
    write_note,
)
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, make_schedule, review

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
    Schedule.objects.update(buried_until=days_later(3).date())
    before = schedules()

    CHANGES[name](alice, cards[0])

    assert {key for key, row in schedules().items() if row != before[key]} == {(alice.pk, cards[0].pk)}


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


def test_a_grade_at_the_moment_of_the_last_one_is_told_with_its_day(alice, cards):
    review(alice, cards[0], 2)

    assert review(alice, cards[0], 4).today.reviews == 2


@pytest.mark.parametrize(
    ("lapses", "quality", "told"), [(7, 2, 8), (11, 2, 12), (8, 4, 0), (8, 2, 0), (0, 2, 0), (0, 4, 0)]
)
def test_the_lapse_that_makes_a_leech_is_told_once(alice, cards, lapses, quality, told):
    today = NOW.date()
    make_schedule(alice, cards[0], due=today, interval=6, repetitions=2, lapses=lapses)

    assert review(alice, cards[0], quality).leech_lapses == told


def test_a_grade_leaves_the_last_look_before_an_interview_where_it_is(alice, cards):
    today, look = NOW.date(), days_later(5).date()
    make_schedule(alice, cards[0], due=today, interval=6, repetitions=2, last_look=look)

    review(alice, cards[0], 4)

    after = Schedule.objects.of(alice).get(card=cards[0])
    assert (after.due, after.planned_for) == (days_later(15).date(), look)


def late(learner, card, now):
    return grade_card(learner, card.pk, 4, key=uuid.uuid4(), version=None, reviewed_at=now, received_at=now)


def test_a_late_review_tells_its_card(alice, cards):
    assert late(alice, cards[0], NOW) == Graded(cards[0].pk)


def test_a_late_review_remembers_days_on_which_nothing_was_asked(alice):
    (card,) = make_cards(make_deck("one"), 1)
    enrolled(alice, card.deck, days_later(-1))
    review(alice, card, 4)

    late(alice, card, days_later(1))
    late(alice, card, days_later(7))  # six days later, as it was planned

    assert list(StudyDay.objects.of(alice).order_by("day").values_list("streak", flat=True)) == [1, 2, 3]


def test_of_a_card_whose_kind_stayed_no_schedule_is_planned_anew(alice, bob, cards):
    Schedule.objects.of(bob).filter(card=cards[1]).update(is_practice=True)  # not this card's business
    before = schedules()

    with transaction.atomic():
        follow_kind(cards[0])

    assert schedules() == before


@pytest.mark.parametrize(("seconds", "day"), [(-1, None), (0, None), (1, NOW.date())])
def test_a_card_is_asked_again_that_changed_after_its_last_review(alice, cards, seconds, day):
    review(alice, cards[0], 4)
    Card.objects.filter(pk=cards[0].pk).update(rev_at=NOW + timedelta(seconds=seconds))

    schedule = Schedule.objects.of(alice).select_related("card").get(card=cards[0])
    assert asked_again_on(alice, schedule, Review.objects.get().reviewed_at) == day


def test_undo_leaves_what_somebody_else_set_aside_to_them(alice, bob, cards):
    bury_card(alice, cards[0].pk, key=uuid.uuid4(), now=NOW)
    bury_card(bob, cards[0].pk, key=uuid.uuid4(), now=NOW)

    undo_review(alice, key=uuid.uuid4(), now=NOW)

    assert set(Receipt.objects.filter(undone_at=None, name="bury").values_list("learner", flat=True)) == {bob.pk}


@pytest.mark.parametrize("until", [None, NOW.date()], ids=["not at all", "today"])
def test_of_a_bury_that_something_else_has_ended_nothing_is_taken_back(alice, cards, until):
    """The card was put off with others and came back with them, or its day came early: in another time zone."""
    bury_card(alice, cards[0].pk, key=uuid.uuid4(), now=NOW)
    Schedule.objects.of(alice).update(buried_until=until)

    assert undo_review(alice, key=uuid.uuid4(), now=NOW) == {}


def test_what_sets_nothing_aside_cannot_be_taken_back_as_if_it_did(alice, cards):
    key = uuid.uuid4()
    flag_card(alice, cards[0].pk, True, key=key, now=NOW)

    assert undo_aside(alice, key, key=uuid.uuid4(), now=NOW) == {}


def test_undo_brings_back_the_card_of_who_undoes(alice, bob, cards):
    for learner in (alice, bob):
        bury_card(learner, cards[0].pk, key=uuid.uuid4(), now=NOW)

    undo_review(bob, key=uuid.uuid4(), now=NOW)

    assert Schedule.objects.of(bob).get(card=cards[0]).buried_until is None
    assert Schedule.objects.of(alice).get(card=cards[0]).buried_until is not None
    assert list(Receipt.objects.filter(undone_at=NOW).values_list("learner", "name")) == [(bob.pk, "bury")]


def test_resuming_settles_what_set_this_card_aside_and_nothing_else(alice, bob, cards):
    for learner, card in ((alice, cards[0]), (alice, cards[1]), (bob, cards[0])):
        bury_card(learner, card.pk, key=uuid.uuid4(), now=NOW)
    flag_card(alice, cards[0].pk, True, key=uuid.uuid4(), now=NOW)

    resume_card(alice, cards[0].pk, key=uuid.uuid4(), now=NOW)

    settled = Receipt.objects.filter(undone_at=NOW).values_list("learner", "name", "result__card")
    assert list(settled) == [(alice.pk, "bury", cards[0].pk)]


@pytest.mark.parametrize("is_paced", [True, False])
def test_the_log_is_replayed_with_the_last_look_of_who_has_a_plan(alice, cards, is_paced):
    """An undo replays: the card is due in six days again, and looked at on the fourth where there is still a plan."""
    look = days_later(4).date()
    review(alice, cards[0], 4, days_later(-1))
    review(alice, cards[0], 4)
    review(alice, cards[0], 4, days_later(6))
    type(alice).objects.filter(pk=alice.pk).update(paced={"new": 5} if is_paced else None)
    Schedule.objects.of(alice).filter(card=cards[0]).update(last_look=look)

    undo_review(alice, key=uuid.uuid4(), now=days_later(6))

    after = Schedule.objects.of(alice).get(card=cards[0])
    due = days_later(6).date()
    assert (after.due, after.last_look, after.planned_for) == (due, *((look, look) if is_paced else (None, due)))


@pytest.mark.parametrize("has_studied", [False, True])
def test_a_grade_that_was_overtaken_between_its_reading_and_its_writing_is_refused(alice, cards, has_studied):
    if has_studied:
        review(alice, cards[1], 4)
    overtaken = []

    def overtake(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not overtaken:  # outside a test, the beginning of the transaction
            overtaken.append(Schedule.objects.of(alice).filter(card=cards[0]).update(version=F("version") + 1))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtake), pytest.raises(Stale):
        review(alice, cards[0], 4)

    assert overtaken == [1]
    assert not Review.objects.filter(card=cards[0]).exists()
    assert StudyDay.objects.count() == has_studied
