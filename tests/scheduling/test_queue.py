from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import Limits, allowance, coming_back, fitting, overdueness, pace, takes_new, uncertainty

TODAY = date(2026, 3, 10)


def order_of_day(new, due):
    """The whole day as a word: n for a new card, r for a review."""
    word, new_done, due_done = "", 0, 0
    while new_done < new or due_done < due:
        if takes_new(new_done, new - new_done, due_done, due - due_done):
            word, new_done = word + "n", new_done + 1
        else:
            word, due_done = word + "r", due_done + 1
    return word


@pytest.mark.parametrize(
    ("new", "due", "expected"),
    [
        (0, 0, ""),
        (0, 3, "rrr"),
        (3, 0, "nnn"),
        (1, 2, "rnr"),  # after floor(1 × 2 / 2) = 1
        (2, 6, "rrnrrnrr"),  # after floor(6 / 3) = 2 and floor(12 / 3) = 4
        (3, 2, "nrnnr"),  # after floor(2 / 4) = 0, floor(4 / 4) = 1, floor(6 / 4) = 1
        (2, 10, "rrrnrrrnrrrr"),  # after floor(10 / 3) = 3 and floor(20 / 3) = 6
    ],
)
def test_new_cards_are_spread_evenly_among_the_reviews(new, due, expected):
    assert order_of_day(new, due) == expected


def test_nothing_waiting_takes_nothing_new():
    assert not takes_new(5, 0, 10, 0)


@given(st.integers(0, 40), st.integers(0, 120))
def test_every_new_card_has_its_place_among_the_reviews(new, due):
    word = order_of_day(new, due)

    assert (word.count("n"), word.count("r")) == (new, due)
    places = [word[:position].count("r") for position, letter in enumerate(word) if letter == "n"]
    assert places == [k * due // (new + 1) for k in range(1, new + 1)]


@given(*[st.integers(0, 300)] * 4)
def test_whatever_the_counts_there_is_a_next_card(new_done, new_left, due_done, due_left):
    is_new = takes_new(new_done, new_left, due_done, due_left)

    assert (new_left if is_new else due_left) > 0 or new_left == due_left == 0


def test_overdue_is_relative_to_the_interval():
    two_days_of_four = overdueness(TODAY - timedelta(days=2), 4, TODAY)
    ten_days_of_hundred = overdueness(TODAY - timedelta(days=10), 100, TODAY)

    assert two_days_of_four == Fraction(1, 2)
    assert ten_days_of_hundred == Fraction(1, 10)
    assert overdueness(TODAY, 6, TODAY) == 0
    assert overdueness(TODAY - timedelta(days=3), 0, TODAY) == 3


@pytest.mark.parametrize(
    ("late", "interval", "ease", "repetitions", "uncertainty_of_it"),
    [
        (0, 6, 250, 2, Fraction(6, 6 * 250**2)),  # seen six days ago
        (2, 4, 250, 2, Fraction(6, 4 * 250**2)),
        (0, 6, 130, 2, Fraction(6, 6 * 130**2)),  # a hard card is less sure
        (-4, 6, 250, 2, Fraction(2, 6 * 250**2)),  # a look pulled forward
        (0, 1, 250, 1, Fraction(1, 250**2)),
        (0, 1, 250, 0, Fraction(3, 250**2)),  # failed yesterday
        (3, 0, 250, 0, Fraction(12, 250**2)),
    ],
)
def test_a_card_is_as_unsure_as_the_days_since_it_was_seen_are_to_how_fast_it_is_forgotten(
    late, interval, ease, repetitions, uncertainty_of_it
):
    assert uncertainty(TODAY - timedelta(days=late), interval, ease, repetitions, TODAY) == uncertainty_of_it


def fits(limits, *, new_done=0, reviews_done=0, seconds_done=0, due=500, new=500, due_seconds=20, new_seconds=60):
    return allowance(limits, new_done, reviews_done, seconds_done, due, new, due_seconds, new_seconds)


@pytest.mark.parametrize(
    ("limits", "today", "expected"),
    [
        (Limits(new=20, reviews=200), {}, (200, 20)),
        (Limits(new=20, reviews=200), {"due": 7, "new": 3}, (7, 3)),
        (Limits(new=20, reviews=200), {"new_done": 15, "reviews_done": 190}, (10, 5)),
        (Limits(new=20, reviews=200), {"new_done": 25, "reviews_done": 210}, (0, 0)),  # the limit was lowered today
        # 10 minutes = 600 s: 30 reviews of 20 s, nothing left for new cards
        (Limits(new=20, reviews=200, minutes=10), {}, (30, 0)),
        # 600 s - 10 × 20 s = 400 s: 6 new cards of 60 s
        (Limits(new=20, reviews=200, minutes=10), {"due": 10}, (10, 6)),
        # 600 s - 450 s = 150 s: 7 reviews of 20 s
        (Limits(new=20, reviews=200, minutes=10), {"seconds_done": 450}, (7, 0)),
        (Limits(new=20, reviews=200, minutes=10), {"seconds_done": 601}, (0, 0)),
        (Limits(new=20, reviews=200, minutes=0), {}, (0, 0)),
        # a drill of 45 minutes does not fit into half an hour
        (Limits(new=20, reviews=200, minutes=30), {"due": 1, "due_seconds": 2700, "new": 0}, (0, 0)),
    ],
)
def test_what_still_fits_today(limits, today, expected):
    assert fits(limits, **today) == expected


counts = st.integers(0, 1000)
seconds = st.floats(0, 10_000)


@given(st.integers(0, 200), seconds, counts, counts, seconds, seconds)
def test_the_minutes_are_never_exceeded(minutes, seconds_done, due_waiting, new_waiting, due_seconds, new_seconds):
    limits = Limits(new=500, reviews=500, minutes=minutes)

    due, new = allowance(limits, 0, 0, seconds_done, due_waiting, new_waiting, due_seconds, new_seconds)

    assert 0 <= due <= min(due_waiting, 500)
    assert 0 <= new <= min(new_waiting, 500)
    left = max(0, minutes * 60 - Fraction(seconds_done))
    assert due * Fraction(due_seconds) + new * Fraction(new_seconds) <= left
    if due < min(due_waiting, 500) and left > 0:
        assert (due + 1) * Fraction(due_seconds) > left


def test_pace_is_the_median():
    assert pace([], 45.0) == 45.0
    assert pace([10, 12, 600], 45.0) == 12
    assert pace([10, 20], 45.0) == 15


def test_cards_fit_by_their_own_length():
    limits = Limits(new=5, reviews=5, minutes=2)

    # 120 seconds less 20: the 70 fits, the 40 behind it does not, the 30 takes what is left to the second.
    assert fitting(limits, 0, 0, 20, [70, 40, 30], [1]) == ([0, 2], [])
    assert fitting(limits, 0, 0, 20, [70, 40], [30]) == ([0], [0])
    assert fitting(limits, 0, 0, 120, [1], [1]) == ([], [])
    assert fitting(limits, 0, 0, 121, [0], [0]) == ([], [])


def test_what_is_done_counts_against_the_numbers_of_cards():
    limits = Limits(new=3, reviews=4, minutes=None)

    assert fitting(limits, 1, 2, 9_999, [60] * 9, [60] * 9) == ([0, 1], [0, 1])
    assert fitting(limits, 3, 5, 0, [60], [60]) == ([], [])


def test_without_a_limit_in_minutes_length_does_not_matter():
    assert fitting(Limits(new=1, reviews=2, minutes=None), 0, 0, 0, [10**6] * 3, [10**6]) == ([0, 1], [0])


def test_a_day_whose_minutes_are_used_up_asks_nothing_however_short():
    limits = Limits(new=9, reviews=9, minutes=1)

    assert fitting(limits, 0, 0, 60, [0], [0]) == ([], [])
    assert fitting(limits, 0, 0, 59, [1, 1], []) == ([0], [])


def test_parts_of_seconds_that_a_float_cannot_hold_count_too():
    """After 59 seconds and the smallest part of one there is less than a second left of a minute."""
    assert fitting(Limits(new=9, reviews=9, minutes=1), 0, 0, 59, [2.0**-60, 1], []) == ([0], [])


def test_what_does_not_fit_is_not_asked_again_that_day():
    limits = Limits(minutes=1)

    assert coming_back(limits, 0, [20, 20, 20, 20]) == [0, 1, 2]
    assert coming_back(limits, 45, [20, 15]) == [1]
    assert coming_back(limits, 60, [1]) == []
    assert coming_back(Limits(minutes=None), 10**6, [20, 20]) == [0, 1]


def test_beside_new_cards_that_do_not_all_fit_the_rest_is_saved_for_the_next_of_them():
    limits = Limits(new=9, reviews=9, minutes=2, new_first=True)

    assert fitting(limits, 0, 0, 0, [10] * 3, [50] * 3) == ([], [0, 1])
    assert fitting(limits, 0, 0, 0, [10] * 3, [50] * 2) == ([0, 1], [0, 1])  # all of them fit
    assert fitting(limits, 0, 0, 90, [10] * 3, [50] * 3) == ([0, 1, 2], [])  # none of them does
    assert fitting(limits, 0, 0, 0, [10] * 3, [50, 50, 999]) == ([0, 1], [0, 1])  # no day has room for the third
