"""What the hand-written statements read, each condition by the row that only it keeps out."""

import uuid
from datetime import date, datetime, timedelta

import pytest

from cards.models import Attempt, Enrolment, Review, Schedule, StudyDay
from cards.models.statements import read_enrolled_decks, read_latest_days, read_practice
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_design, make_schedule

pytestmark = pytest.mark.django_db
TODAY = NOW.date()

ASIDE = [{"is_suspended": True}, {"is_shelved": True}, {"is_practice": True}, {"buried_until": date(2030, 1, 1)}]


def on(days):
    return TODAY + timedelta(days)


def day_of(value):
    """SQLite does not know what it has worked out."""
    return value and datetime.fromisoformat(str(value)).date()


def latest(learner):
    day = read_latest_days(learner.pk, 1)[0]
    return day_of(day.first_due), day_of(day.first_new), day_of(day.last_enrolled)


def test_the_latest_day_tells_since_when_cards_have_been_waiting(alice, bob):
    for learner in (alice, bob):
        StudyDay.objects.create(learner=learner, day=TODAY)
        StudyDay.objects.create(learner=learner, day=on(-1))
    deck, packs = make_deck(), [make_deck("first"), make_deck("second")]
    for days, pack in ((-9, packs[0]), (-5, packs[1])):
        enrolled(alice, pack, days_later(days))
    enrolled(bob, packs[0], days_later(-1))
    for place, columns in enumerate(ASIDE):
        make_schedule(alice, make_card(deck, f"due-{place}"), due=on(1), **columns)
        make_schedule(alice, make_card(deck, f"new-{place}", now=days_later(-8)), position=0, **columns)
    for learner, due, new in ((bob, -3, -7), (alice, 3, -2), (alice, 4, -4)):
        key = f"{learner}{due}"
        make_schedule(learner, make_card(deck, f"{key}-due"), due=on(due))
        make_schedule(learner, make_card(deck, f"{key}-new", now=days_later(new)), position=10 + due)

    assert latest(alice) == (on(3), on(-2), on(-5))
    assert latest(bob) == (on(-3), on(-7), on(-1))
    assert [day.day for day in read_latest_days(alice.pk, 2)] == [TODAY, on(-1)]


def test_decks_are_read_for_who_is_enrolled_in_them_in_their_order(alice, bob):
    late, early, theirs = (make_deck(slug, position=place) for slug, place in (("late", 9), ("early", 2), ("bobs", 1)))
    for learner, deck in ((alice, late), (alice, early), (bob, theirs)):
        enrolled(learner, deck)
    Enrolment.objects.filter(deck=early).update(is_paused=True)

    assert read_enrolled_decks(alice.pk) == [("early", "Early", True), ("late", "Late", False)]


def begin(learner, card, key=None):
    Attempt.objects.create(learner=learner, card=card, key=key or uuid.uuid4(), begun_at=NOW, kept_at=NOW)


def test_practice_is_read_with_whether_it_is_begun(alice, bob):
    deck = make_deck()
    begun, free, away, back, graded = cards = [make_design(deck, key, minutes=30) for key in "abcde"]
    for card in cards:
        make_schedule(alice, card)
    make_schedule(alice, make_card(deck, "recall"))
    make_schedule(bob, make_design(deck, "bobs"))
    for place, columns in enumerate([{"is_suspended": True}, {"is_shelved": True}, {"buried_until": on(1)}]):
        make_schedule(alice, make_design(deck, f"aside-{place}"), **columns)
    schedules = Schedule.objects.of(alice)
    schedules.filter(card=back).update(buried_until=TODAY)
    schedules.filter(card=away).update(planned_for=on(9), due=on(9), interval=9)
    begin(alice, begun)
    begin(bob, free)
    begin(bob, graded)
    key = uuid.uuid4()
    begin(alice, graded, key)  # left behind by its grade
    Review.objects.create(
        learner=alice, card=graded, key=key, quality=4, phase=5, reviewed_at=NOW, study_day=TODAY, seconds=1
    )

    keys = dict(schedules.values_list("pk", "card__key"))
    found = sorted((keys[item.id], item.planned_for, item.interval, item.minutes, is_begun)
                   for item, is_begun in read_practice(alice.pk, TODAY))  # fmt: skip
    assert found == [
        ("a", None, 0, 30, True),
        ("b", None, 0, 30, False),
        ("c", on(9), 9, 30, False),
        ("d", None, 0, 30, False),
        ("e", None, 0, 30, False),
    ]
