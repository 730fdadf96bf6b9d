"""What was done last is undone first, whatever a clock says; and the log in its order is the truth."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import transaction

from cards.models import Card, Review, Schedule, StudyDay
from cards.operations.check_learner import check_learner
from cards.scheduling import replay, sm2
from cards.services.once import Stale
from cards.services.review import (
    bury_card,
    flag_card,
    grade_card,
    resume_card,
    suspend_card,
    undo_review,
    write_note,
)
from cards.services.study_days import locked, settle_idle_days
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
AGAIN, HARD, GOOD = 2, 3, 4


@pytest.fixture
def cards(alice, bob):
    deck = make_deck()
    cards = make_cards(deck, 4)
    enrolled(alice, deck, days_later(-30))
    enrolled(bob, deck, days_later(-30))
    return cards


def seconds_later(seconds):
    return NOW + timedelta(seconds=seconds)


def schedule_of(learner, card):
    return Schedule.objects.of(learner).get(card=card)


def undo(learner, now=NOW):
    return undo_review(learner, key=uuid.uuid4(), now=now)


def log_of(learner, card):
    return Review.objects.of(learner).filter(card=card).counted().in_order().values_list("quality", "study_day")


# A clock that steps back ----------------------------------------------------------------------------------------------


def test_a_grade_older_than_the_last_one_is_replayed_in_its_place(alice, cards):
    review(alice, cards[0], AGAIN, seconds_later(0))

    review(alice, cards[0], GOOD, seconds_later(-2))

    schedule = schedule_of(alice, cards[0])
    assert schedule.state == replay(sm2, [(GOOD, TODAY), (AGAIN, TODAY)]) == replay(sm2, log_of(alice, cards[0]))
    assert (schedule.reviewed_at, schedule.version) == (NOW, 2)
    assert check_learner(alice) == []


def test_two_grades_at_one_moment_keep_their_order(alice, cards):
    review(alice, cards[0], AGAIN)
    review(alice, cards[0], GOOD)

    assert schedule_of(alice, cards[0]).state == replay(sm2, [(AGAIN, TODAY), (GOOD, TODAY)])
    assert check_learner(alice) == []


def test_a_grade_after_a_late_one_from_a_clock_ahead_is_replayed(alice, cards):
    ahead = {"reviewed_at": NOW + timedelta(minutes=4), "received_at": NOW, "version": None, "key": uuid.uuid4()}
    grade_card(alice, cards[0].pk, GOOD, **ahead)

    review(alice, cards[0], AGAIN, seconds_later(5))

    assert schedule_of(alice, cards[0]).state == replay(sm2, [(AGAIN, TODAY), (GOOD, TODAY)])
    assert check_learner(alice) == []


def test_a_grade_of_an_old_form_is_refused_also_where_the_clock_stepped_back(alice, cards):
    review(alice, cards[0], GOOD, seconds_later(0))
    review(alice, cards[0], GOOD, seconds_later(10))
    options = {"key": uuid.uuid4(), "reviewed_at": seconds_later(-5), "seconds": 3}

    with pytest.raises(Stale):
        grade_card(alice, cards[0].pk, AGAIN, version=1, **options)

    assert Review.objects.count() == 2


def test_the_same_key_counts_once_where_the_clock_stepped_back(alice, cards):
    key = uuid.uuid4()
    review(alice, cards[0], GOOD, seconds_later(0))
    options = {"key": key, "version": 1, "seconds": 3}
    grade_card(alice, cards[0].pk, GOOD, reviewed_at=seconds_later(-5), **options)

    grade_card(alice, cards[0].pk, GOOD, reviewed_at=seconds_later(-1), **options)

    assert Review.objects.count() == StudyDay.objects.get().reviews == 2


def test_a_clock_that_steps_back_over_the_roll_over_counts_on_the_day_before(alice, cards):
    review(alice, cards[0], GOOD, days_later(-1))
    review(alice, cards[1], GOOD, NOW)

    review(alice, cards[1], AGAIN, NOW - timedelta(hours=6), seconds=7)
    review(alice, cards[2], GOOD, NOW - timedelta(hours=6), seconds=8)

    days = StudyDay.objects.of(alice).order_by("day").values_list("day", "reviews", "seconds", "new", "streak")
    assert list(days) == [(TODAY - timedelta(1), 3, 27, 3, 1), (TODAY, 1, 12, 0, 2)]
    assert check_learner(alice) == []


def test_undo_follows_the_order_of_grading_where_the_clock_stepped_back(alice, cards):
    times = (0, 40, -30, 10)
    for card, seconds in zip(cards, times, strict=True):
        review(alice, card, GOOD, seconds_later(seconds))

    undone = [undo(alice)["card"] for _ in cards]

    assert undone == [card.pk for card in reversed(cards)]
    assert check_learner(alice) == []


def test_undo_takes_a_late_review_that_came_last(alice, cards):
    Card.objects.update(created_at=days_later(-90))
    review(alice, cards[0], GOOD, NOW)
    grade_card(alice, cards[1].pk, GOOD, key=uuid.uuid4(), version=None, reviewed_at=days_later(-20), received_at=NOW)

    assert [undo(alice)["card"] for _ in range(2)] == [cards[1].pk, cards[0].pk]


def test_a_page_that_shows_one_grade_takes_back_that_one_and_no_other(alice, bob, cards):
    first, second = uuid.uuid4(), uuid.uuid4()
    review(alice, cards[0], GOOD, key=first)
    review(alice, cards[1], GOOD, key=second)
    bury_card(alice, cards[2].pk, key=uuid.uuid4(), now=NOW)

    assert undo_review(alice, only=first, key=uuid.uuid4(), now=NOW) == {}
    assert undo_review(bob, only=second, key=uuid.uuid4(), now=NOW) == {}
    assert undo_review(alice, only=second, key=uuid.uuid4(), now=NOW) == {"undone": "review", "card": cards[1].pk}
    assert undo_review(alice, only=second, key=uuid.uuid4(), now=NOW) == {}  # another tab
    assert Review.objects.of(alice).counted().get().key == first
    assert undo(alice)["undone"] == "bury"


@pytest.mark.parametrize("setting_aside", [bury_card, suspend_card])
def test_setting_aside_and_grading_are_undone_in_their_order_where_the_clock_stepped_back(alice, cards, setting_aside):
    review(alice, cards[0], GOOD, seconds_later(60))
    setting_aside(alice, cards[1].pk, key=uuid.uuid4(), now=seconds_later(0))
    review(alice, cards[2], GOOD, seconds_later(-60))
    setting_aside(alice, cards[3].pk, key=uuid.uuid4(), now=seconds_later(-90))

    undone = [undo(alice)["card"] for _ in range(4)]

    assert undone == [card.pk for card in reversed(cards)]
    assert undo(alice) == {}


# What is back already -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting_aside", [bury_card, suspend_card])
def test_a_card_that_was_resumed_leaves_the_grade_to_be_undone(alice, cards, setting_aside):
    review(alice, cards[0], GOOD)
    setting_aside(alice, cards[1].pk, key=uuid.uuid4(), now=NOW)
    resume_card(alice, cards[1].pk, key=uuid.uuid4(), now=NOW)

    assert undo(alice) == {"undone": "review", "card": cards[0].pk}


def test_resuming_one_card_leaves_the_undo_of_another(alice, cards):
    for card in cards[:2]:
        suspend_card(alice, card.pk, key=uuid.uuid4(), now=NOW)
    resume_card(alice, cards[1].pk, key=uuid.uuid4(), now=NOW)

    assert undo(alice) == {"undone": "suspend", "card": cards[0].pk}


def test_a_card_set_aside_again_after_it_was_resumed_can_be_undone(alice, cards):
    for change in (suspend_card, resume_card, suspend_card):
        change(alice, cards[0].pk, key=uuid.uuid4(), now=NOW)

    assert undo(alice) == {"undone": "suspend", "card": cards[0].pk}
    assert undo(alice) == {}


def test_a_bury_whose_day_is_over_leaves_the_grade_to_be_undone(alice, cards):
    review(alice, cards[0], GOOD)
    bury_card(alice, cards[1].pk, key=uuid.uuid4(), now=NOW)

    assert undo(alice, days_later(1)) == {"undone": "review", "card": cards[0].pk}


# One card, of one learner ---------------------------------------------------------------------------------------------


CHANGES = {
    "flag": lambda learner, card, key: flag_card(learner, card, True, key=key, now=NOW),
    "note": lambda learner, card, key: write_note(learner, card, "mine", "<p>mine</p>", key=key, now=NOW),
    "bury": lambda learner, card, key: bury_card(learner, card, key=key, now=NOW),
    "suspend": lambda learner, card, key: suspend_card(learner, card, key=key, now=NOW),
    "resume": lambda learner, card, key: resume_card(learner, card, key=key, now=NOW),
}
SET_BY_HAND = ("is_flagged", "note", "note_html", "buried_until", "is_suspended")


def by_hand(but):
    """What learners set on their cards, without the row `but`."""
    rows = Schedule.objects.exclude(pk=but.pk).order_by("pk")
    return list(rows.values_list("learner", "card", *SET_BY_HAND))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_made_to_that_card_of_that_learner_only(alice, bob, cards, change):
    mine = schedule_of(alice, cards[1])
    Schedule.objects.update(is_suspended=change == "resume", note="before")
    before = by_hand(but=mine)

    CHANGES[change](alice, cards[1].pk, uuid.uuid4())

    assert by_hand(but=mine) == before


@pytest.mark.parametrize("change", ["bury", "suspend"])
def test_undo_brings_back_that_card_of_that_learner_only(alice, bob, cards, change):
    mine = schedule_of(alice, cards[1])
    Schedule.objects.exclude(pk=mine.pk).update(is_suspended=True, buried_until=TODAY + timedelta(9))
    before = by_hand(but=mine)
    CHANGES[change](alice, cards[1].pk, uuid.uuid4())

    undo(alice)

    assert by_hand(but=mine) == before
    mine.refresh_from_db()
    assert (mine.is_suspended, mine.buried_until) == (False, None)


# By their very types --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", [{"quality": True}, {"quality": 4.0}, {"version": False}, {"version": 0.0}, {"seconds": 3.5}]
)
def test_a_grade_of_another_type_is_refused(alice, cards, wrong):
    values = {"quality": GOOD, "version": 0, "seconds": 3} | wrong

    with pytest.raises(ValueError, match="whole number"):
        grade_card(alice, cards[0].pk, key=uuid.uuid4(), reviewed_at=NOW, **values)

    assert not Review.objects.exists()


def test_a_flag_is_true_or_false(alice, cards):
    with pytest.raises(ValueError, match="True or False"):
        flag_card(alice, cards[0].pk, 1, key=uuid.uuid4(), now=NOW)


# What is counted ------------------------------------------------------------------------------------------------------


def test_hard_is_a_pass_in_every_counter(alice, cards):
    Schedule.objects.of(alice).filter(card=cards[1]).update(
        repetitions=4, interval=30, due=TODAY, planned_for=TODAY, reviewed_at=days_later(-30)
    )
    review(alice, cards[0], GOOD, days_later(-1))

    review(alice, cards[0], HARD)
    review(alice, cards[1], HARD)

    today = StudyDay.objects.get(day=TODAY)
    assert (today.young_passed, today.young_failed, today.mature_passed, today.mature_failed) == (1, 0, 1, 0)
    assert Schedule.objects.of(alice).filter(lapses__gt=0).count() == 0


def test_a_grade_of_a_newer_version_than_there_is_is_refused(alice, cards):
    with pytest.raises(Stale):
        grade_card(alice, cards[0].pk, GOOD, key=uuid.uuid4(), version=1, reviewed_at=NOW, seconds=3)


def test_a_day_begun_before_others_recounts_their_streaks(alice, cards):
    review(alice, cards[0], GOOD, days_later(-2))
    review(alice, cards[1], GOOD, NOW)

    review(alice, cards[2], GOOD, days_later(-1))  # a new card, so that nothing is replayed

    assert list(StudyDay.objects.of(alice).order_by("day").values_list("streak", flat=True)) == [1, 2, 3]


# Days on which nothing was asked --------------------------------------------------------------------------------------


@pytest.fixture
def rested(alice):
    """Alice learned her only card on two days running; it is due in six days, on the 29th."""
    deck = make_deck("one")
    (card,) = make_cards(deck, 1)
    enrolled(alice, deck, days_later(-1))
    review(alice, card, GOOD, days_later(-1))
    review(alice, card, GOOD, NOW)
    return card


def streaks_of(learner):
    return list(StudyDay.objects.of(learner).order_by("day").values_list("streak", flat=True))


def streak_shown(client):
    return client.get("/progress/").context["history"].streak


def test_days_on_which_nothing_was_asked_keep_the_streak(alice, rested):
    review(alice, rested, GOOD, days_later(6))

    assert streaks_of(alice) == [1, 2, 3]
    alice.refresh_from_db()
    assert alice.idle_days == [["2026-11-24", "2026-11-28"]]
    assert check_learner(alice) == []


def test_one_day_on_which_nothing_was_asked_keeps_the_streak(alice, rested):
    deck = make_deck("two")
    (card,) = make_cards(deck, 1, now=days_later(2))
    enrolled(alice, deck, days_later(2))

    review(alice, card, GOOD, days_later(2))

    assert streaks_of(alice) == [1, 2, 3]


def test_what_somebody_else_studied_meanwhile_is_nothing_to_it(alice, bob, rested):
    enrolled(bob, rested.deck, days_later(5))
    review(bob, rested, GOOD, days_later(5))

    review(alice, rested, GOOD, days_later(6))

    assert streaks_of(alice) == [1, 2, 3]
    assert streaks_of(bob) == [1]


def test_days_that_were_looked_at_stay_so_when_today_comes_again(alice, rested):
    """As on a journey west over the date line."""
    alice.settled_until = TODAY + timedelta(5)
    alice.save()

    with transaction.atomic():
        settle_idle_days(locked(alice), TODAY + timedelta(4))

    alice.refresh_from_db()
    assert (alice.settled_until, alice.idle_days) == (TODAY + timedelta(5), [])


def test_a_day_on_which_something_waited_breaks_it(alice, rested):
    review(alice, rested, GOOD, days_later(7))

    assert streaks_of(alice) == [1, 2, 1]
    assert check_learner(alice) == []


@pytest.mark.parametrize(("days", "streak"), [(1, 2), (5, 2), (6, 2), (7, 0)])
def test_the_streak_is_shown_as_it_will_be_stored(alice, alice_client, rested, clock, days, streak):
    clock.move_to(days_later(days))

    assert streak_shown(alice_client) == streak


def test_what_changes_later_does_not_unsettle_what_was_asked(alice, rested):
    """Suspending the card on the 30th does not make the 29th, on which it waited, a day without questions."""
    suspend_card(alice, rested.pk, key=uuid.uuid4(), now=days_later(7))
    deck = make_deck("two")
    (card,) = make_cards(deck, 1, now=days_later(8))
    enrolled(alice, deck, days_later(8))

    review(alice, card, GOOD, days_later(8))

    assert streaks_of(alice) == [1, 2, 1]


def test_a_card_written_after_days_without_any_keeps_the_streak(alice, rested):
    deck = make_deck("two")
    (card,) = make_cards(deck, 1, now=days_later(4))
    enrolled(alice, deck, days_later(4))

    review(alice, card, GOOD, days_later(4))

    assert streaks_of(alice) == [1, 2, 3]


def test_a_buried_card_is_asked_when_it_is_back(alice, rested):
    Schedule.objects.of(alice).update(buried_until=TODAY + timedelta(9))

    review(alice, rested, GOOD, days_later(9))

    assert streaks_of(alice) == [1, 2, 3]
