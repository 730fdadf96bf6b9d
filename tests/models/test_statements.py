"""What the hand-written statements read, each condition by the row that only it keeps out."""

from datetime import date, datetime, timedelta

import pytest

from cards.models import StudyDay
from cards.models.statements import read_latest_days
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_schedule

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
