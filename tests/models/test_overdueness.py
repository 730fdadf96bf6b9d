"""The queue's SQL orders due cards as `overdueness` does, or `uncertainty` while a plan runs: exact fractions there,
the database's own numbers here.
"""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from cards.models import Card, Schedule
from cards.models.statements import due_now_sql, read_queue, read_waiting
from cards.scheduling import MAXIMUM_INTERVAL, MINIMUM_EASE, STARTING_EASE, overdueness, uncertainty
from tests.factories import NOW, make_deck

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LIMITS = {"window": 1000, "new": 20}
CARDS = 40


def usual(chance):
    """Days late, interval and ease, all small: halves, thirds and wholes come up again and again, so ties do."""
    return chance.randrange(8), chance.randrange(1, 8), chance.choice([130, 200, 250, 260])


def any_there_can_be(chance):
    """Intervals of no day to a hundred years, days long past, any ease; quotients that lie close together."""
    ease = chance.choice([MINIMUM_EASE, STARTING_EASE, STARTING_EASE + 1, 100_250, chance.randrange(MINIMUM_EASE, 400)])
    interval = chance.choice([0, 1, 2, 365, MAXIMUM_INTERVAL - 1, MAXIMUM_INTERVAL, chance.randrange(MAXIMUM_INTERVAL)])
    return chance.choice([0, 1, interval, interval + 1, 2 * interval, chance.randrange(20_000)]), interval, ease


@pytest.fixture(params=[usual, any_there_can_be])
def schedules(request, alice):
    """Alice's due cards."""
    chance = random.Random(request.param.__name__)
    deck = make_deck()
    cards = [
        Card(deck=deck, key=f"card-{n}", kind="recall", content={}, html={}, created_at=NOW, edited_at=NOW)
        for n in range(CARDS)
    ]
    schedules = []
    for card in Card.objects.bulk_create(cards):
        late, interval, ease = request.param(chance)
        planned_for = TODAY - timedelta(days=late)
        due = planned_for + timedelta(days=chance.choice([0, 0, 9]))  # a card that is asked again is planned before it
        columns = {"due": due, "planned_for": planned_for, "interval": interval, "ease": ease}
        schedules.append(Schedule(learner=alice, card=card, repetitions=chance.randrange(3), **columns))
    return Schedule.objects.bulk_create(schedules)


def in_order(schedules, *, unsure_first=False):
    """Their ids as Python orders them: the most overdue first, or the least sure."""

    def urgency(each):
        if unsure_first:
            return uncertainty(each.due, each.interval, each.ease, each.repetitions, TODAY)
        return overdueness(each.planned_for, each.interval, TODAY)

    return [each.pk for each in sorted(schedules, key=lambda each: (-urgency(each), each.pk))]


@pytest.mark.parametrize("unsure_first", [False, True])
def test_a_days_cards_come_in_this_order(alice, schedules, unsure_first):
    waiting = read_waiting(alice.pk, TODAY, **LIMITS, unsure_first=unsure_first)

    assert [schedule for _, schedule, *_ in waiting] == in_order(schedules, unsure_first=unsure_first)


@pytest.mark.parametrize("unsure_first", [False, True])
def test_the_next_card_is_the_first_of_those_left(alice, schedules, unsure_first):
    asked = []
    for left in range(CARDS, 0, -1):
        due, _, _, candidates = read_queue(alice.pk, TODAY, **LIMITS, unsure_first=unsure_first)
        assert due == left
        asked.append(candidates["due"].schedule)
        Schedule.objects.filter(pk=asked[-1]).update(is_suspended=True)

    assert asked == in_order(schedules, unsure_first=unsure_first)


@pytest.mark.parametrize("reviews", [1, 7, CARDS])
def test_a_limit_of_reviews_takes_the_first(alice, schedules, reviews):
    with connection.cursor() as cursor:
        cursor.execute(due_now_sql(alice.pk, TODAY, window=1000, reviews=reviews))
        asked = {pk for (pk,) in cursor.fetchall()}

    assert asked == set(in_order(schedules)[:reviews])
