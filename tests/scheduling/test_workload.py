"""What a number of new cards a day comes to."""

import pytest
from django.conf import settings

from cards.kinds import KINDS
from cards.scheduling.workload import workload
from tests.deck_folders import builtin_decks
from tests.scheduling.test_order import TRACKS, in_order, track

MINUTE = (1.0, "")
HALF_AN_HOUR = 30 * 60


def test_a_first_day_is_its_new_cards_and_those_that_come_back():
    # The eighth one is not the first of a hundred to be forgotten: 12, 24 … 96, 108.
    assert workload((MINUTE,) * 8, 8, days=1) == (8 * 75,)
    assert workload((MINUTE,) * 9, 9, days=1) == (9 * 75 + 30,)


def test_cards_come_back_on_the_days_that_their_schedule_says():
    seconds = workload((MINUTE,), 1, days=24)

    # 1 day, 6 days, then 6 times 2.5: seen on days 1, 2, 8 and 23.
    assert {day: spent for day, spent in enumerate(seconds, start=1) if spent} == {1: 75, 2: 35, 8: 35, 23: 35}


def test_three_of_twenty_five_are_forgotten_the_last_of_them_exactly():
    # 12 a card: 108, 96 + 8 = 104, 96 + 4 = 100.
    minutes = {9: 2.0, 17: 3.0, 25: 4.0}
    cards = tuple((minutes.get(place, 1.0), "") for place in range(1, 26))

    assert workload(cards, 25, days=1) == ((22 + 2 + 3 + 4) * 75 + (2 + 3 + 4) * 30,)


def test_a_longer_card_takes_longer():
    assert workload(((3.0, ""),), 1, days=2) == (3 * 75, 3 * 35)


def test_of_a_text_one_gap_is_asked_a_day_and_a_due_one_first():
    text = ((1.0, "text"), (1.0, "text"))

    assert workload(text, 2, days=3) == (75, 35, 75)


def test_a_due_gap_that_waits_for_another_is_asked_the_day_after():
    # New on days 1, 3, 5 and 7. On the 8th the first is due again (1, 2, 8) and the last: it comes on the 9th, where it
    # is the ninth card asked, 9 x 12 > 100, and so comes back.
    assert workload(((1.0, "text"),) * 4, 1, days=9) == (*(75, 35) * 3, 75, 35, 35 + 30)


def test_three_weeks_are_lived_through():
    assert len(workload((MINUTE,), 1)) == 21


def test_nothing_is_nothing():
    assert workload((), 20, days=3) == (0, 0, 0)
    assert workload((MINUTE,), 0, days=3) == (0, 0, 0)


@pytest.mark.parametrize("slug", TRACKS)
def test_the_usual_number_of_new_cards_stays_under_half_an_hour_in_the_third_week(slug):
    cards = lengths_of(slug)

    third_week = {more: max(workload(cards, settings.NEW_PER_DAY + more)[14:21]) for more in (0, 3)}

    assert third_week[0] < HALF_AN_HOUR < third_week[3]


def lengths_of(slug):
    found, weights = track(slug)
    cards = [card for deck in builtin_decks() for card in deck.cards]
    # Practice is never in the queue.
    minutes = {card.key: float(card.minutes) for card in cards if not KINDS[card.kind].is_practice}
    order = [card for card in in_order(found, weights) if card.key in minutes]
    return tuple((minutes[card.key], card.key if card.ordinal else "") for card in order)
