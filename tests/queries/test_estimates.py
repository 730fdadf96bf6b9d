"""What Today says a day takes, against what it takes a learner who follows a plan."""

import random
import uuid
from datetime import date, timedelta

import pytest

from cards.models import StudyDay
from cards.queries.queue import queue_of, time_left
from cards.scheduling import AGAIN, GOOD
from cards.services.plans import agree_on_plan, keep_pace
from tests.factories import NOW, make_card, make_deck, review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
STAGES = {"stages": [{"slug": "screen", "title": "Screen", "weight": 1}]}


def test_from_the_second_day_on_it_is_right_within_a_quarter(alice):
    chance = random.Random(11)
    deck = make_deck("stripe", about=STAGES)
    for number in range(80):
        make_card(deck, f"card-{number}", stage="screen", stages=["screen"])
    agree_on_plan(alice, deck, {"screen": TODAY + timedelta(days=14)}, [60] * 7, key=uuid.uuid4(), now=NOW)
    for number in range(8):
        day, now = TODAY + timedelta(days=number), NOW + timedelta(days=number)
        alice.refresh_from_db()
        keep_pace(alice, day)
        done = None
        queue = queue_of(alice, day, done)
        said = time_left(alice, queue).minutes
        while queue.next:
            is_new = queue.next.state.is_new
            seconds = round((45 if is_new else 20) * chance.lognormvariate(0, 0.3))
            now += timedelta(seconds=seconds)
            review(alice, queue.next, AGAIN if chance.random() < 0.1 else GOOD, now, seconds=seconds)
            done = StudyDay.objects.of(alice).get(day=day)
            queue = queue_of(alice, day, done)
        took = done.seconds / 60
        assert number == 0 or abs(said - took) <= 0.25 * took, f"day {number}: {said} said, {took:.1f} taken"
