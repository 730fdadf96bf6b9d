"""The first three weeks of a learner, lived through the services that pages use: what was forecast is what comes."""

import uuid
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models import Sum

from cards.models import Card, Learner, StudyDay
from cards.queries.new_cards import PRACTICE_KINDS, new_order
from cards.queries.queue import queue_of
from cards.scheduling import AGAIN, GOOD
from cards.scheduling.workload import RECALLED, SECONDS_DUE, SECONDS_NEW, SECONDS_REPEAT, workload
from cards.services.decks import enrol
from cards.services.review import grade_card
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAYS = 21
TRACKS = ["stripe-backend", "backend-engineer"]


@pytest.mark.parametrize("slugs", [TRACKS[:1], TRACKS[1:], TRACKS])
def test_the_minutes_forecast_at_enrolment_are_those_of_the_weeks(alice, built_in, slugs):
    for slug in slugs:
        enrol(alice, built_in[slug], key=uuid.uuid4(), now=NOW)
    forecast = forecast_of(alice)

    live_through(alice, DAYS)

    lived = seconds_by_day(alice)
    for first in (0, 7, 14):
        week = slice(first, first + 7)
        assert sum(lived[week]) == pytest.approx(sum(forecast[week]), rel=0.15), f"the week from day {first + 1}"


def test_both_tracks_ask_from_many_topics_and_stages_at_once(alice, built_in):
    for slug in TRACKS:
        enrol(alice, built_in[slug], key=uuid.uuid4(), now=NOW)

    first = Card.objects.filter(pk__in=[card for card, place in new_order(alice).items() if place <= 20])

    assert first.values("topic").distinct().count() >= 6
    assert first.exclude(stage="").values("stage").distinct().count() >= 4


def forecast_of(learner):
    order = new_order(learner)
    asked = Card.objects.filter(pk__in=order).exclude(kind__in=PRACTICE_KINDS)  # practice is never in the queue
    cards = sorted(asked, key=lambda card: order[card.pk])
    lengths = tuple((float(card.minutes), card.key if card.ordinal else "") for card in cards)
    return workload(lengths, learner.new_per_day, DAYS)


def live_through(learner, days):
    """Each day's queue to its end: 88 of 100 recalled, by chance, each card as long as the forecast takes it to be."""
    chance = Random(7)
    minutes = dict(Card.objects.values_list("pk", "minutes"))
    for ahead in range(days):
        if connection.vendor == "postgresql":
            # As autovacuum does with tables in use. Between tests that were rolled back it has counted no rows, and
            # PostgreSQL walks through all that they left behind.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE cards_schedule, cards_card, cards_review, cards_topic, cards_deck")
        now: datetime = NOW + timedelta(days=ahead)
        while True:
            today = StudyDay.objects.of(learner).filter(day=now.date()).first()
            queue = queue_of(Learner.objects.get(pk=learner.pk), now.date(), today)
            if (card := queue.next) is None:
                break
            seconds = SECONDS_NEW if card.state.is_new else SECONDS_DUE
            if card.state.repeat_on == now.date():
                seconds = SECONDS_REPEAT
            now += timedelta(seconds=1)
            grade_card(
                learner,
                card.pk,
                GOOD if chance.random() * 100 < RECALLED else AGAIN,
                key=uuid.uuid4(),
                version=card.version,
                reviewed_at=now,
                seconds=round(seconds * minutes[card.pk]),
            )


def seconds_by_day(learner):
    days = dict(StudyDay.objects.of(learner).values_list("day").annotate(Sum("seconds")))
    return [days.get((NOW + timedelta(days=ahead)).date(), 0) for ahead in range(DAYS)]
