"""The queue's SQL orders due cards as `overdueness` does: exact fractions there, the database's own numbers here."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from cards.models import Card, Schedule
from cards.models.statements import due_now_sql, read_queue, read_waiting
from cards.scheduling import MAXIMUM_INTERVAL, overdueness
from tests.factories import NOW, make_deck

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LIMITS = {"window": 1000, "new": 20}
CARDS = 40


def usual(chance):
    """Days late and interval, both small: halves, thirds and wholes come up again and again, so ties do."""
    return chance.randrange(8), chance.randrange(1, 8)


def any_there_can_be(chance):
    """Intervals of no day to a hundred years, and days long past; quotients that lie close together."""
    interval = chance.choice([0, 1, 2, 365, MAXIMUM_INTERVAL - 1, MAXIMUM_INTERVAL, chance.randrange(MAXIMUM_INTERVAL)])
    return chance.choice([0, 1, interval, interval + 1, 2 * interval, chance.randrange(20_000)]), interval


@pytest.fixture(params=[usual, any_there_can_be])
def in_order(request, alice):
    """Alice's due cards as Python orders them: the schedules' ids, the most overdue first."""
    chance = random.Random(request.param.__name__)
    deck = make_deck()
    cards = [
        Card(deck=deck, key=f"card-{n}", kind="recall", content={}, html={}, created_at=NOW, edited_at=NOW)
        for n in range(CARDS)
    ]
    schedules = []
    for card in Card.objects.bulk_create(cards):
        late, interval = request.param(chance)
        planned_for = TODAY - timedelta(days=late)
        due = planned_for + timedelta(days=chance.choice([0, 0, 9]))  # a card that is asked again is planned before it
        schedules.append(Schedule(learner=alice, card=card, due=due, planned_for=planned_for, interval=interval))
    ranked = [
        (-overdueness(schedule.planned_for, schedule.interval, TODAY), schedule.pk)
        for schedule in Schedule.objects.bulk_create(schedules)
    ]
    return [pk for _, pk in sorted(ranked)]


def test_a_days_cards_come_in_this_order(alice, in_order):
    waiting = read_waiting(alice.pk, TODAY, **LIMITS)

    assert [schedule for _, schedule, *_ in waiting] == in_order


def test_the_next_card_is_the_first_of_those_left(alice, in_order):
    asked = []
    for left in range(CARDS, 0, -1):
        due, _, _, candidates = read_queue(alice.pk, TODAY, **LIMITS)
        assert due == left
        asked.append(candidates["due"].schedule)
        Schedule.objects.filter(pk=asked[-1]).update(is_suspended=True)

    assert asked == in_order


@pytest.mark.parametrize("reviews", [1, 7, CARDS])
def test_a_limit_of_reviews_takes_the_first(alice, in_order, reviews):
    with connection.cursor() as cursor:
        cursor.execute(due_now_sql(alice.pk, TODAY, window=1000, reviews=reviews))
        asked = {pk for (pk,) in cursor.fetchall()}

    assert asked == set(in_order[:reviews])
