"""What migrations work out with copies of their own."""

import importlib
import uuid
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection

from cards.models import Learner, Mock, Plan, Schedule, StudyDay
from cards.services.plans import agree_on_plan, keep_pace
from tests.factories import NOW, enrolled, make_card, make_deck

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def day(number):
    return MONDAY + timedelta(days=number)


def migrate(name, function):
    module = importlib.import_module(f"cards.migrations.{name}")
    getattr(module, function)(apps, connection.schema_editor())


def test_streaks_of_before_are_counted_with_freezes(alice):
    """Freezes for the days missed, and none for a rest day, also of before, a skipped or an idle one."""
    alice.rest_days, alice.rested_through = [6, "x"], {"0": day(14).isoformat(), "8": "nonsense"}
    alice.skipped_days, alice.idle_days = [day(15).isoformat(), None], [[day(16).isoformat(), day(17).isoformat()], 3]
    alice.save()
    studied = [*range(8), 9, 12, 18, 19, 20, 22, 23, 24]
    StudyDay.objects.bulk_create(
        StudyDay(learner=alice, day=day(number), reviews=1, streak=99, freezes=9) for number in studied
    )

    migrate("0026_count_freezes", "count_again")

    rows = StudyDay.objects.of(alice).order_by("day").values_list("streak", "freezes")
    assert list(rows) == [
        *((number, 0) for number in range(1, 7)),
        *((7, 1), (8, 1)),
        (9, 0),  # one missed
        (1, 0),  # two missed
        *((2, 0), (3, 0), (4, 0)),
        *((1, 0), (2, 0), (3, 0)),  # the Monday before was a rest day no more
    ]


def test_who_has_a_roll_over_after_noon_is_excused_the_day_without_a_name(alice, bob, clock):
    alice.rollover_hour, alice.time_zone, alice.skipped_days = 23, "Asia/Tokyo", ["2026-05-01"]
    alice.save()
    bob.rollover_hour, bob.time_zone = 23, "Mars/Olympus"
    bob.save()
    clock.move_to("2026-11-23T14:00:00+00:00")  # 23:00 there: Tuesday begins

    migrate("0007_name_late_days_and_order_writes", "excuse_the_day_without_a_name")

    alice.refresh_from_db()
    bob.refresh_from_db()
    assert (alice.skipped_days, bob.skipped_days) == (["2026-05-01", "2026-11-23", "2026-11-24"], [])


def test_a_plan_that_was_lost_is_worked_out_on_the_next_page(alice, bob):
    deck = make_deck("stripe", about={"stages": [{"slug": "design", "title": "Design"}]})
    make_card(deck, "queues", stage="design", stages=["design"])
    enrolled(alice, deck)
    today = alice.study_day(NOW)
    days = {"design": (today + timedelta(days=9)).isoformat()}
    Plan.objects.create(learner=alice, deck=deck, days=days, minutes=[30] * 7, starts_on=today, made_at=NOW)
    assert Learner.objects.filter(paced__isnull=True).count() == 2

    migrate("0033_work_lost_plans_out", "wait")

    alice.refresh_from_db()
    keep_pace(alice, today)
    assert alice.pace.on == today + timedelta(days=9)
    bob.refresh_from_db()
    assert bob.paced is None


def test_a_loop_that_goes_on_knows_until_when_it_keeps_its_cards(alice):
    deck = make_deck()
    cards = [make_card(deck, key).pk for key in ("one", "two", "three", "other")]
    enrolled(alice, deck)
    for card, until in zip(cards, (day(3), day(3), day(1), day(9)), strict=True):  # the third by hand
        Schedule.objects.filter(card=card).update(buried_until=until)
    rounds = [{"stage": "screen", "minutes": 9, "cards": cards[:3]}, {"stage": "design", "minutes": 9, "card": None}]
    over = Mock.objects.create(learner=alice, deck=deck, rounds=rounds, begun_at=NOW, ended_at=NOW)
    free = Mock.objects.create(learner=alice, deck=make_deck("free"), rounds=[], begun_at=NOW)
    mock = Mock.objects.create(learner=alice, deck=deck, rounds=rounds, begun_at=NOW)

    migrate("0034_keep_held_until", "keep")

    held = dict(Mock.objects.values_list("pk", "held_until"))
    assert held == {over.pk: None, free.pk: None, mock.pk: day(3)}


def test_new_cards_of_a_plan_come_into_order_on_the_next_page(alice, bob):
    deck = make_deck(about={"stages": [{"slug": "screen", "title": "Screen", "weight": 1}]})
    cards = [make_card(deck, key, stage="screen", stages=["screen"]) for key in ("one", "two")]
    agree_on_plan(alice, deck, {"screen": NOW.date() + timedelta(days=9)}, [30] * 7, key=uuid.uuid4(), now=NOW)
    Schedule.objects.filter(card=cards[0]).update(position=99)
    Learner.objects.filter(pk=bob.pk).update(paced={"waits": None})

    migrate("0035_order_new_cards_by_their_own_plan", "outdate")
    alice.refresh_from_db()
    bob.refresh_from_db()
    keep_pace(alice, NOW.date())

    assert (Schedule.objects.get(card=cards[0]).position, bob.paced) == (1, {"waits": None})
