from datetime import date

import pytest

from cards.queries.progress import week_of
from cards.scheduling import GOOD
from tests.factories import days_later, enrolled, make_cards, make_deck, review

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)  # a Monday


@pytest.fixture
def cards(alice, bob):
    deck = make_deck()
    cards = make_cards(deck, 5)
    enrolled(alice, deck, days_later(-400))
    enrolled(bob, deck, days_later(-400))
    return cards


def test_the_week_ends_today_and_names_every_day(alice, bob, cards):
    review(alice, cards[0], GOOD, days_later(-7))
    review(alice, cards[1], GOOD, days_later(-6))
    review(alice, cards[2], GOOD, days_later(-6))
    review(alice, cards[3], GOOD)
    review(bob, cards[0], GOOD)

    week = week_of(alice, TODAY)

    assert [day.day for day, _ in week] == [17, 18, 19, 20, 21, 22, 23]
    assert [reviews for _, reviews in week] == [2, 0, 0, 0, 0, 0, 1]
