from datetime import date, timedelta

import pytest

from cards.models import Card, Schedule, StudyDay, Topic
from cards.queries import progress
from cards.queries.progress import Share, States, collection_of, due_of, history_of, week_of
from cards.scheduling import AGAIN, GOOD
from tests.factories import days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)  # a Monday


@pytest.fixture
def cards(alice, bob):
    deck = make_deck()
    cards = make_cards(deck, 5, stage="screen")
    enrolled(alice, deck, days_later(-400))
    enrolled(bob, deck, days_later(-400))
    return cards


@pytest.fixture
def short_history(alice, bob, cards):
    """Four reviews of two cards on three days; Bob has one too."""
    review(alice, cards[0], GOOD, days_later(-7))  # new: 1 day
    review(alice, cards[0], GOOD, days_later(-6))  # young, known: 6 days
    review(alice, cards[1], AGAIN, days_later(-6))  # new: comes again the same day, and the day after
    review(alice, cards[0], AGAIN)  # young, forgotten: tomorrow
    review(bob, cards[2], GOOD)
    return cards


def test_the_week_ends_today_and_names_every_day(alice, short_history):
    week = week_of(StudyDay.objects.of(alice), TODAY)

    assert [day.day for day, _ in week] == [17, 18, 19, 20, 21, 22, 23]
    assert [reviews for _, reviews in week] == [2, 0, 0, 0, 0, 0, 1]


def test_practice_is_done_too_and_is_kept_out_of_retention(alice):
    day = StudyDay(learner=alice, day=TODAY, reviews=2, seconds=30, young_passed=2, practices=1, practice_seconds=90)
    StudyDay.objects.bulk_create([day, StudyDay(learner=alice, day=TODAY - timedelta(days=2), practices=1)])

    history = history_of(alice, TODAY)

    assert [reviews for _, reviews in week_of(StudyDay.objects.of(alice), TODAY)] == [0, 0, 0, 0, 1, 0, 3]
    assert (history.reviews, history.seconds, history.ever.both) == (4, 120, Share(2, 2))


def test_a_short_history_by_hand(alice, short_history):
    history = history_of(alice, TODAY)

    assert (history.reviews, history.seconds, history.minutes) == (4, 48, 1)
    assert (history.streak, history.longest) == (1, 2)
    assert (history.studied_30, history.studied_90) == (3, 3)
    assert {day.day: row.reviews for day, row in history.days.items()} == {16: 1, 17: 2, 23: 1}
    for period in history.retention:
        assert (period.young, period.mature, period.both) == (Share(1, 2), Share(0, 0), Share(1, 2))
        assert (period.young.percent, period.mature.percent) == (50, None)


def test_retention_and_days_studied_look_back_over_their_own_periods(alice):
    for ago, passed in ((0, 1), (29, 2), (30, 4), (89, 8), (90, 16), (364, 32), (365, 64)):
        StudyDay.objects.create(
            learner=alice, day=TODAY - timedelta(days=ago), reviews=100, mature_passed=passed, mature_failed=1
        )

    history = history_of(alice, TODAY)

    assert [period.mature for period in history.retention] == [Share(3, 5), Share(15, 19), Share(127, 134)]
    assert (history.studied_30, history.studied_90) == (2, 4)
    assert history.reviews == 700
    assert min(history.days) == TODAY - timedelta(days=364)


def test_the_longest_streak_may_be_older_than_a_year(alice):
    StudyDay.objects.create(learner=alice, day=TODAY - timedelta(days=800), reviews=1, streak=300)
    StudyDay.objects.create(learner=alice, day=TODAY - timedelta(days=2), reviews=1, streak=40)

    history = history_of(alice, TODAY)

    assert (history.streak, history.longest) == (0, 300)


def test_what_comes_due_counts_the_overdue_apart(alice, short_history):
    due = due_of(alice, TODAY)

    assert (due.overdue, due.days[:3], sum(due.days), len(due.days)) == (1, (1, 1, 0), 2, 30)
    assert not due.capped


def test_suspended_cards_and_days_after_the_thirtieth_are_not_coming(alice, cards):
    make_schedule(alice, cards[0], due=TODAY + timedelta(days=29))
    make_schedule(alice, cards[1], due=TODAY + timedelta(days=30))
    make_schedule(alice, cards[2], due=TODAY, is_suspended=True)

    due = due_of(alice, TODAY)

    assert (due.days[29], sum(due.days)) == (1, 1)


def test_counting_what_is_due_stops_at_the_cap(alice, cards, monkeypatch):
    monkeypatch.setattr(progress, "MOST_CARDS", 3)
    for card, days in zip(cards, (-1, 0, 2, 2, 5), strict=True):
        make_schedule(alice, card, due=TODAY + timedelta(days=days))

    due = due_of(alice, TODAY)

    assert due.capped
    assert (due.overdue, due.days) == (1, (1, 0, 1))


def test_cards_by_state(alice, cards):
    make_schedule(alice, cards[0], due=TODAY, interval=20)
    make_schedule(alice, cards[1], due=TODAY, interval=21, lapses=8)
    make_schedule(alice, cards[2], due=TODAY, interval=30, is_suspended=True)
    make_schedule(alice, cards[3], due=TODAY, interval=30, is_shelved=True)

    total = collection_of(alice).total

    assert total == States(cards=4, seen=3, grown=2, new=1, young=1, mature=1, suspended=1, leeches=1)
    assert (total.unseen, total.growing) == (1, 1)


def test_cards_by_stage_in_the_order_of_the_loop_and_by_topic(alice, cards):
    deck = cards[0].deck
    topic = Topic.objects.create(deck=deck, slug="webhooks", title="Webhooks")
    for key, stage in (("d", "design"), ("r", "recruiter"), ("o", "")):
        make_schedule(alice, make_card(deck, key, stage=stage, topic=topic), due=TODAY, interval=21)

    collection = collection_of(alice)

    assert [(stage, tally.cards) for stage, tally in collection.stages] == [
        ("recruiter", 1),
        ("screen", 5),
        ("design", 1),
        ("", 1),
    ]
    assert [(of and of.title, states.cards, states.grown) for of, states in collection.topics] == [
        ("Webhooks", 3, 3),
        (None, 5, 0),
    ]


def test_counting_cards_stops_at_the_cap(alice, cards, monkeypatch):
    monkeypatch.setattr(progress, "MOST_CARDS", 4)

    assert collection_of(alice).capped
    assert Card.objects.count() == Schedule.objects.of(alice).count() == 5


def test_a_newcomer_has_nothing(alice):
    history = history_of(alice, TODAY)

    assert (history.streak, history.longest, history.reviews, history.latest) == (0, 0, 0, None)
    assert collection_of(alice).total == States()
    assert sum(due_of(alice, TODAY).days) == 0
