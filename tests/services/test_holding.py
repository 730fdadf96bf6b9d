"""What a loop that holds cards back does to the streak."""

import uuid

import pytest

from cards.models import Mock, Schedule, StudyDay
from cards.queries.streaks import streak_of
from cards.services.mocks import hold_round, hold_talk
from cards.services.practice import keep_attempt
from tests.factories import days_later, enrolled, make_card, make_deck, make_design, review
from tests.views.test_held_answers import STAGES, begin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_day_on_which_the_loop_kept_all_that_was_due_breaks_no_streak_when_it_ends(alice, alice_client, clock):
    deck = make_deck("demo", about={"stages": [STAGES[0], STAGES[2]]})
    level = make_card(deck, "level", stage="recruiter", stages=["recruiter"])
    design = make_design(deck)
    other = make_card(make_deck("other"), "other")
    for each in (deck, other.deck):
        enrolled(alice, each, days_later(-30))
    alice.new_per_day = 0
    alice.save()
    review(alice, level, 4, days_later(-6))
    review(alice, other, 4, days_later(0))
    Schedule.objects.filter(card=other).update(is_suspended=True)
    tomorrow = days_later(1).date()
    Schedule.objects.filter(card=level).update(due=tomorrow, planned_for=tomorrow)
    begin(alice_client)
    mock = Mock.objects.get()
    clock.shift(60)
    hold_talk(alice, mock.pk, 0, {}, writer=uuid.uuid4(), version=0, key=uuid.uuid4(), now=days_later(0))
    hold_round(alice, mock.pk, 1, key=uuid.uuid4(), now=days_later(0))

    now = days_later(2)
    clock.move_to(now)
    written = {"writer": uuid.uuid4(), "version": 0, "is_answered": True, "now": now}
    keep_attempt(alice, design.pk, {"text": "So."}, **written)

    assert Mock.objects.get().ended_at
    alice.refresh_from_db()
    assert streak_of(alice, StudyDay.objects.of(alice).order_by("-day").first(), now.date()) == 1
