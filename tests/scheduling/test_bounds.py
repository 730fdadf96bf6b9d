"""Where one more or one less would go unnoticed by the other tests. Found by `make mutants`."""

from datetime import date

import pytest

from cards.scheduling import Limits, Phase, Waiting, allowance
from cards.scheduling.order import NewCard

TODAY = date(2026, 11, 23)


def test_phases_are_stored_under_these_numbers():
    assert {phase.name: phase.value for phase in Phase} == {
        "NEW": 0,
        "YOUNG": 1,
        "MATURE": 2,
        "REPEAT": 3,
        "EARLY": 4,
        "PRACTICE": 5,
    }


def test_who_sets_nothing_gets_twenty_new_cards_and_two_hundred_reviews():
    assert Limits() == Limits(new=20, reviews=200, minutes=None)


def within_a_minute(seconds_done, due_seconds, waiting=5):
    limits = Limits(new=0, reviews=99, minutes=1)
    return allowance(limits, 0, 0, seconds_done, waiting, 0, due_seconds, 0)[0]


@pytest.mark.parametrize(
    ("seconds_done", "due_seconds", "fit"),
    [(60, 0, 0), (59, 1, 1), (57, 1, 3), (57, 0, 5), (60, 1, 0), (58, 2, 1), (59, 2, 0)],
)
def test_cards_fill_the_minutes_to_the_last_second(seconds_done, due_seconds, fit):
    assert within_a_minute(seconds_done, due_seconds) == fit


def test_who_says_no_more_of_a_card_means_a_whole_one_of_no_length_that_is_not_overdue():
    assert Waiting(TODAY) == Waiting(TODAY, text="", is_overdue=False, seconds=0, planned=None)
    assert NewCard(1, "a") == NewCard(1, "a", ordinal=0, topic="", stage="", level=None, position=0, requires=())
