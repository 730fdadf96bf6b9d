from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.queries.progress import Share
from cards.words import clock, day_from, in_minutes, interval, percent, plural

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "today"),
        (0, "today"),
        (1, "1 day"),
        (6, "6 days"),
        (29, "29 days"),
        (30, "1 month"),
        (45, "1½ months"),
        (67, "2 months"),  # 2.2 of them
        (76, "2½ months"),
        (152, "5 months"),
        (228, "7 months"),  # 7.5 of them
        (350, "11 months"),
        (351, "1 year"),
        (365, "1 year"),
        (548, "1½ years"),
        (731, "2 years"),
        (36_500, "100 years"),
    ],
)
def test_an_interval_is_said_as_people_say_it(days, words):
    assert interval(days) == words


@given(st.integers(1, 40_000), st.integers(0, 400))
def test_a_longer_interval_is_never_said_to_be_shorter(days, more):
    assert length(interval(days)) <= length(interval(days + more))


@given(st.integers(1, 40_000))
def test_no_interval_is_said_a_quarter_off(days):
    assert abs(length(interval(days)) - days) <= days / 4


def length(words):
    number, unit = words.split()
    halves = number.endswith("½") / 2
    return (float(number.rstrip("½")) + halves) * {"d": 1, "m": 365.25 / 12, "y": 365.25}[unit[0]]


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "tomorrow"), (2, "on Wednesday"), (6, "on Sunday"), (7, "in 7 days"), (40, "in 1½ months")],
)
def test_a_coming_day_is_named_as_seen_from_today(days, words):
    assert day_from(MONDAY + timedelta(days), MONDAY) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, "0:00"), (5, "0:05"), (65, "1:05"), (3_600, "1:00:00"), (36_610, "10:10:10")]
)
def test_seconds_are_a_clock(seconds, words):
    assert clock(seconds) == words


def test_one_thing_has_no_s():
    assert [plural(number, "card") for number in (0, 1, 2, 1_200)] == ["0 cards", "1 card", "2 cards", "1,200 cards"]


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (1, 1), (29, 1), (89, 1), (90, 2), (36_779, 613), (86_400, 1_440)]
)
def test_seconds_are_rounded_to_minutes_once_and_a_little_is_not_nothing(seconds, minutes):
    assert in_minutes(seconds) == minutes


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(926, 1000, 93), (636, 1000, 64), (756, 1000, 76), (510, 1000, 51), (1, 8, 13), (0, 0, 0)],
)
def test_every_share_is_rounded_alike(part, whole, share):
    assert percent(part, whole) == share
    assert Share(part, whole).percent == (share if whole else None)


@given(st.lists(st.integers(0, 5_000), max_size=60))
def test_more_days_never_come_to_fewer_minutes(days):
    sums = [in_minutes(sum(days[:number])) for number in range(len(days) + 1)]

    assert sums == sorted(sums)
