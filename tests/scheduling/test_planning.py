from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import planned_for

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.mark.parametrize(
    ("due", "asked_again_on", "expected"),
    [
        (None, None, None),
        (None, MONDAY, None),  # a card that nobody has seen stays new, whatever it said before
        (TUESDAY, None, TUESDAY),
        (TUESDAY, MONDAY, MONDAY),
        (MONDAY, TUESDAY, MONDAY),  # asking again puts nothing off
        (MONDAY, MONDAY, MONDAY),
    ],
)
def test_a_card_is_asked_on_its_due_day_or_when_it_changed_before(due, asked_again_on, expected):
    assert planned_for(due, asked_again_on) == expected


@pytest.mark.parametrize(
    ("last_look", "seen_on", "expected"),
    [
        (TUESDAY, MONDAY, TUESDAY),
        (TUESDAY, TUESDAY, WEDNESDAY),  # it has been looked at
        (None, MONDAY, WEDNESDAY),
        (TUESDAY, None, WEDNESDAY),
        (None, None, WEDNESDAY),
    ],
)
def test_the_last_look_before_an_interview_is_once_and_after_the_card_was_seen(last_look, seen_on, expected):
    assert planned_for(WEDNESDAY, None, last_look, seen_on) == expected


@given(st.dates(), st.none() | st.dates())
def test_never_later_than_the_due_day(due, asked_again_on):
    assert planned_for(due, asked_again_on) <= due
