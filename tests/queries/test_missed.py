"""What is missed most, and the session that asks just that."""

from datetime import timedelta

import pytest

from cards.models import Schedule
from cards.queries.missed import missed_cards, next_missed
from cards.scheduling import AGAIN, GOOD, HARD
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, review

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
TEXT = {"text": "{{c1::One}} and {{c2::two}}.", "points": [], "notes": ""}


@pytest.fixture
def cards(alice, bob):
    deck = make_deck()
    cards = make_cards(deck, 5)
    for learner in (alice, bob):
        enrolled(learner, deck, days_later(-60))
    return cards


def miss(learner, card, *days_ago):
    for days in sorted(days_ago, reverse=True):
        review(learner, card, AGAIN, days_later(-days))


def listed(learner, today=TODAY):
    return [(missed.schedule.card.key, missed.days) for missed in missed_cards(learner, today)]


def asked(learner, today=TODAY):
    pk = next_missed(learner, today)
    return pk and Schedule.objects.get(pk=pk).card.key


def test_the_cards_missed_on_most_days_come_first(alice, bob, cards):
    miss(alice, cards[0], 3, 2)
    miss(alice, cards[1], 5, 4, 1)
    miss(alice, cards[2], 2)
    miss(bob, cards[3], 3, 2)

    assert listed(alice) == [("card-1", 3), ("card-0", 2)]


def test_of_as_many_days_the_one_forgotten_more_often_comes_first(alice, cards):
    for card in cards[:2]:
        miss(alice, card, 3, 2)
    Schedule.objects.of(alice).filter(card=cards[1]).update(lapses=4)

    assert listed(alice) == [("card-1", 2), ("card-0", 2)]


def test_a_day_counts_once_and_a_hard_pass_not_at_all(alice, cards):
    review(alice, cards[0], AGAIN, days_later(-2))
    review(alice, cards[0], AGAIN, days_later(-2) + timedelta(minutes=1))
    for days in (3, 2, 1):
        review(alice, cards[1], HARD, days_later(-days))

    assert listed(alice) == []


def test_only_the_last_thirty_days_count(alice, cards):
    miss(alice, cards[0], 31, 30, 29)
    miss(alice, cards[1], 30, 29)
    miss(alice, cards[2], 29, 28)

    assert listed(alice) == [("card-2", 2)]


def test_what_is_suspended_or_not_studied_is_left_out(alice, cards):
    for card in cards[:3]:
        miss(alice, card, 3, 2)
    Schedule.objects.of(alice).filter(card=cards[0]).update(is_suspended=True)
    Schedule.objects.of(alice).filter(card=cards[1]).update(is_shelved=True)

    assert listed(alice) == [("card-2", 2)]


def test_a_session_asks_each_once_and_again_what_comes_back(alice, cards):
    miss(alice, cards[0], 5, 4, 3)
    miss(alice, cards[1], 5, 4)

    assert asked(alice) == "card-0"
    review(alice, cards[0], AGAIN, NOW)
    assert asked(alice) == "card-1"
    review(alice, cards[1], GOOD, NOW + timedelta(minutes=1))
    assert asked(alice) == "card-0"
    review(alice, cards[0], GOOD, NOW + timedelta(minutes=2))
    assert asked(alice) is None
    assert asked(alice, TODAY + timedelta(days=1)) == "card-0"


def test_what_was_reviewed_or_buried_today_is_not_asked(alice, cards):
    for card in cards[:3]:
        miss(alice, card, 3, 2)
    review(alice, cards[0], GOOD, NOW)
    Schedule.objects.of(alice).filter(card=cards[1]).update(buried_until=TODAY + timedelta(days=1))

    assert asked(alice) == "card-2"


def test_gaps_of_one_text_are_asked_on_different_days(alice):
    deck = make_deck()
    gaps = [make_card(deck, "text", kind="cloze", content=TEXT, ordinal=ordinal) for ordinal in (1, 2)]
    enrolled(alice, deck, days_later(-60))
    miss(alice, gaps[0], 6, 4)
    miss(alice, gaps[1], 5, 3)

    first = Schedule.objects.get(pk=next_missed(alice, TODAY))
    review(alice, first.card, GOOD, NOW)

    assert len(missed_cards(alice, TODAY)) == 2
    assert next_missed(alice, TODAY) is None
    assert next_missed(alice, TODAY + timedelta(days=1)) is not None


def test_the_list_costs_the_same_however_many_were_missed(alice, settings, django_assert_num_queries):
    cards = make_cards(make_deck("many"), 40)
    enrolled(alice, cards[0].deck, days_later(-60))
    for card in cards:
        miss(alice, card, 3, 2)

    with django_assert_num_queries(3):
        assert len(missed_cards(alice, TODAY)) == settings.MISSED_CARDS
