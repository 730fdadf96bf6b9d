"""Coming back after days away: what is waiting is told in days of usual work, spread or done at once, and undone."""

import uuid
from datetime import date, timedelta

import pytest

from cards.models import Schedule, StudyDay
from cards.operations.check_data import check_learner
from cards.queries.queue import due_now, queue_of
from cards.scheduling import GOOD
from cards.scheduling.backlog import Backlog, backlog
from cards.services.backlog import come_back
from cards.services.plans import keep_pace
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, review

BACK = 9  # days after the first
TODAY = date(2026, 11, 23) + timedelta(days=BACK)


@pytest.mark.parametrize(
    ("waiting", "a_day", "away", "expected"),
    [
        (60, 10, 5, Backlog(60, 10)),
        (60, 10, 1, None),  # one day is no break
        (19, 10, 5, None),  # nor are two days' worth a backlog
        (60, 0, 5, None),
    ],
)
def test_a_backlog_is_two_days_of_usual_work_after_two_days_away(waiting, a_day, away, expected):
    assert backlog(waiting, a_day, away) == expected


def test_it_is_gone_after_as_many_days_as_it_is_worth():
    waits = backlog(63, 10, 5)

    assert (waits.days, waits.reviews) == (7, 19)
    assert waits.days * waits.reviews >= 63 + 7 * 10


@pytest.fixture
def away(alice, clock):
    """Alice has reviewed twelve cards, two of them for the second time on a day of its own, and then been away."""
    deck = make_deck()
    cards = make_cards(deck, 12)
    alice.new_per_day = 0
    alice.save()
    enrolled(alice, deck)
    for card in cards:
        review(alice, card, GOOD)
    for card in cards[:2]:
        review(alice, card, GOOD, days_later(1))
    clock.move_to(days_later(BACK))
    return alice


def back(learner, how, now=None, key=None):
    come_back(learner, how, key=key or uuid.uuid4(), now=now or days_later(BACK))
    learner.refresh_from_db()


def asked(learner, number=BACK):
    day = date(2026, 11, 23) + timedelta(days=number)
    done = StudyDay.objects.of(learner).filter(day=day).first()
    queue = queue_of(learner, day, done)
    assert Schedule.objects.filter(pk__in=due_now(learner, day)).count() == queue.due + queue.repeats
    return queue.due


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["spread", "now"])
def test_who_wants_no_reviews_is_asked_for_none_after_days_away(away, how):
    away.reviews_per_day = 0
    away.save()
    back(away, how)

    assert (away.spread, asked(away)) == (None, 0)
    away.reviews_per_day = 200
    away.save()
    back(away, how)
    away.reviews_per_day = 0
    away.save()
    assert asked(away) == 0


@pytest.mark.django_db
def test_spread_over_its_days_then_as_usual(away):
    assert asked(away) == 12
    back(away, "spread")

    assert away.spread == {"until": (TODAY + timedelta(days=5)).isoformat(), "reviews": 4}
    assert asked(away) == 4
    assert check_learner(away) == []
    keep_pace(away, TODAY + timedelta(days=5))
    assert away.spread
    keep_pace(away, TODAY + timedelta(days=6))
    away.refresh_from_db()
    assert (away.spread, away.limits.reviews) == (None, away.reviews_per_day)


@pytest.mark.django_db
def test_all_at_once_goes_beyond_the_usual_limit_and_is_taken_back(away):
    away.reviews_per_day = 3
    away.save()
    before = asked(away)
    key = uuid.uuid4()
    back(away, "now", key=key)
    back(away, "now", key=key)

    assert (before, asked(away)) == (3, 12)
    back(away, "usual")
    assert (away.spread, asked(away)) == (None, 3)


@pytest.mark.django_db
def test_who_was_not_away_has_nothing_to_spread(alice):
    back(alice, "spread", NOW)

    assert alice.spread is None


@pytest.mark.django_db
def test_today_offers_it_says_what_was_chosen_and_costs_no_query(
    alice, away, alice_client, django_assert_max_num_queries
):
    page = " ".join(alice_client.get("/").content.decode().split())
    assert "6 days’ worth is waiting</b>: 12 cards." in page
    assert "Spread over 6 days: 4 a day" in page

    chosen = {"key": str(uuid.uuid4()), "how": "spread"}
    page = " ".join(alice_client.post("/review/backlog/", chosen, follow=True).content.decode().split())
    assert "Coming back: up to 4 reviews a day until" in page
    with django_assert_max_num_queries(9):
        alice_client.get("/")
    alice_client.post("/review/backlog/", {"key": str(uuid.uuid4()), "how": "usual"})
    assert "days’ worth is waiting" in alice_client.get("/").content.decode()
    alice_client.post("/review/backlog/", {"key": "x", "how": "never"})
