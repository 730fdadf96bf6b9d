"""March 2026 begins on a Sunday: the 2nd, 9th and 16th are Mondays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import (
    DAYS_AHEAD,
    Excused,
    Run,
    days_studied,
    frozen_days,
    idle_stretch,
    kept_streak,
    skipped_days,
    streak_after,
    study_day,
)

SATURDAY, SUNDAY = 5, 6
WEEKEND = Excused(rest_days=(SATURDAY, SUNDAY))


def march(*numbers):
    return [date(2026, 3, number) for number in numbers]


def on(number):
    return date(2026, 3, number)


def streak(days, today, skipped=()):
    """Day by day, as study days are stored, and what is left of it today."""
    run, previous = Run(), None
    for day in sorted(days):
        run, previous = streak_after(run, previous, day, skipped), day
    return kept_streak(run, previous, today, skipped).days


@pytest.mark.parametrize(
    ("days", "today", "expected"),
    [
        ([], 10, 0),
        ([10], 10, 1),
        ([8, 9, 10], 10, 3),
        ([8, 9], 10, 2),  # today is not over
        ([7, 8], 10, 0),  # yesterday was missed
        ([5, 6, 8, 9], 10, 2),
        ([10, 9, 8, 9, 10], 10, 3),  # any order, each day once
        ([9, 10, 11], 10, 3),  # flown back: tomorrow has been studied already
    ],
)
def test_the_current_streak(days, today, expected):
    assert streak(march(*days), on(today)) == expected


@pytest.mark.parametrize(
    ("days", "today", "expected"),
    [
        ([5, 6, 9], 9, 3),  # Thursday, Friday, Monday: the weekend neither counts nor breaks
        ([5, 6], 9, 2),  # Monday not yet studied
        ([5, 6], 10, 0),  # Monday missed
        ([5, 6, 7, 9], 9, 4),  # who studies on a Saturday has studied
        ([5, 9], 9, 1),  # Friday missed
        ([5, 6], 7, 2),  # on the rest day itself
    ],
)
def test_rest_days_neither_count_nor_break(days, today, expected):
    assert streak(march(*days), on(today), WEEKEND) == expected


def test_skipped_days_neither_count_nor_break():
    assert streak(march(9, 10, 12), on(12)) == 1
    assert streak(march(9, 10, 12), on(12), skipped=march(11)) == 3
    assert streak(march(9, 10, 11, 12), on(12), skipped=march(11)) == 4


def test_days_studied_of_the_last_days():
    days = march(3, 4, 5, 9, 10, 10, 11)

    assert days_studied(days, on(10), 7) == 4  # the 4th to the 10th
    assert days_studied(days, on(10), 1) == 1
    assert days_studied([], on(10), 30) == 0


def test_one_day_more():
    four = Run(4)
    assert streak_after(Run(), None, on(10)) == Run(1)
    assert streak_after(four, on(9), on(10)) == Run(5)
    assert streak_after(four, on(10), on(10)) == four  # a second review of the day
    assert streak_after(four, on(10), on(9)) == four  # flown back
    assert streak_after(four, on(8), on(10)) == Run(1)
    assert streak_after(four, on(6), on(9), WEEKEND) == Run(5)
    assert streak_after(four, on(8), on(10), skipped=march(9)) == Run(5)


def test_what_is_left_of_a_streak_today():
    assert kept_streak(Run(), None, on(10)) == Run()
    for last, left in ((10, Run(4)), (9, Run(4)), (8, Run()), (11, Run(4))):
        assert kept_streak(Run(4), on(last), on(10)) == left


def test_every_seventh_day_earns_a_freeze_and_two_are_kept():
    run, freezes = Run(), []
    for number in range(1, 29):
        run = streak_after(run, on(number - 1) if number > 1 else None, on(number))
        freezes.append(run.freezes)

    assert freezes == [*[0] * 6, *[1] * 7, *[2] * 15]


def test_a_day_that_was_missed_costs_a_freeze_and_not_the_streak():
    assert streak_after(Run(7, 1), on(7), on(9)) == Run(8, 0)
    assert streak_after(Run(13, 1), on(13), on(15)) == Run(14, 1)  # one used, one earned
    assert kept_streak(Run(14, 2), on(14), on(16)) == Run(14, 1)
    assert kept_streak(Run(14, 2), on(14), on(17)) == Run(14, 0)
    assert kept_streak(Run(14, 2), on(14), on(18)) == Run()  # three days missed
    assert streak_after(Run(14, 2), on(14), on(18)) == Run(1)  # and nothing is left of the freezes
    assert kept_streak(Run(7, 1), on(6), on(9), WEEKEND) == Run(7, 1)  # rest days cost none


def test_the_days_that_freezes_were_used_for():
    days = [(on(7), 7), (on(9), 8), (on(10), 9)]

    assert frozen_days(days, on(10), 9) == [on(8)]
    assert frozen_days(days, on(12), 9) == [on(8), on(11)]
    assert frozen_days(days, on(12), 9, skipped=march(8)) == [on(11)]
    assert frozen_days(days, on(13), 0) == [on(8)]  # those of a streak that broke are no help to it
    assert frozen_days([(on(7), 7), (on(10), 1)], on(10), 1) == []
    assert frozen_days([], on(10), 0) == []
    assert frozen_days([(on(7), 7)], on(10), 7) == [on(8), on(9)]
    assert frozen_days([(on(7), 1)], on(9), 1) == [on(8)]


winter = st.dates(date(2026, 1, 1), date(2026, 3, 1))
some_days = st.lists(winter, max_size=60)
rest = st.sets(st.integers(0, 6), max_size=2)


@given(some_days, winter, rest, st.sets(winter))
def test_walking_through_the_calendar_gives_the_streak(days, today, rest_days, skipped):
    studied = set(days)
    length = freezes = 0
    for number in range(100):
        day = date(2026, 1, 1) + timedelta(days=number)
        if day in studied:
            length += 1
            freezes = min(2, freezes + (length % 7 == 0))
        elif day < max([today, *studied]) and day not in skipped and day.weekday() not in rest_days:
            length, freezes = (length, freezes - 1) if freezes else (0, 0)

    assert streak(days, today, Excused(rest_days=rest_days, skipped=skipped)) == length


legs = st.tuples(
    st.integers(0, 12 * 60 - 1),  # minutes from a review to a move
    st.integers(-14, 12),  # to this offset, with the sign that the names Etc/GMT+n have
    st.integers(0, 23),  # and this roll-over hour
    st.integers(0, 12 * 60),  # minutes from there to the next review
)


@given(st.lists(legs))
def test_who_studies_every_24_hours_keeps_the_streak_wherever_they_fly(journey):
    """Offsets without summer time: a day of 23 hours can fall between two such reviews even for who stays at home."""
    moment, home = datetime(2026, 3, 1, 12, tzinfo=UTC), ("Etc/GMT+0", 4)
    days, skipped = [study_day(moment, *home)], []
    for before, offset, rollover, after in journey:
        moment += timedelta(minutes=before)
        new_home = (f"Etc/GMT{offset:+d}", rollover)
        skipped += skipped_days(moment, *home, *new_home)
        moment, home = moment + timedelta(minutes=after), new_home
        days.append(study_day(moment, *home))

    assert streak(days, days[-1], skipped=skipped) == len(set(days))


def test_zones_and_roll_over_hours_put_the_last_studied_day_at_most_so_far_ahead_of_today():
    moments = [datetime(2026, 3, 10, hour, tzinfo=UTC) for hour in range(24)]
    homes = [(f"Etc/GMT{offset:+d}", rollover) for offset in (-14, 12) for rollover in range(24)]
    days = [[study_day(moment, *home) for home in homes] for moment in moments]

    assert max((max(of_all) - min(of_all)).days for of_all in days) == DAYS_AHEAD


def test_over_the_date_line_and_back():
    """Reviews 24 hours apart: in Pago Pago at 10:00 on the 9th and 10th, in Apia at 11:00 on the 12th."""
    reviews = [datetime(2026, 3, number, 21, tzinfo=UTC) for number in (9, 10, 11)]
    flight = datetime(2026, 3, 11, 2, tzinfo=UTC)
    days = [study_day(moment, "Pacific/Pago_Pago", 4) for moment in reviews[:2]]
    days.append(study_day(reviews[2], "Pacific/Apia", 4))

    skipped = skipped_days(flight, "Pacific/Pago_Pago", 4, "Pacific/Apia", 4)

    assert days == march(9, 10, 12)
    assert streak(days, on(12)) == 1
    assert streak(days, on(12), skipped=skipped) == 3
    # and back on the same day: today is the 11th again, the 12th is ahead
    assert streak(days, on(11), skipped=skipped) == 3


def test_a_weekday_is_excused_up_to_the_last_day_it_was_a_rest_day():
    excused = Excused(rest_days=[SATURDAY], rested_through={SUNDAY: on(8)})

    assert [day in excused for day in march(7, 8, 14, 15)] == [True, True, True, False]


def test_a_weekday_is_excused_from_the_day_it_was_chosen():
    excused = Excused(rest_days=[SATURDAY, SUNDAY], rested_since={SUNDAY: on(8)})

    assert [day in excused for day in march(1, 7, 8, 14, 15)] == [False, True, True, True, True]


def test_late_roll_over_friday_saturday_monday_with_sundays_off_is_three_days():
    reviews = [datetime(2026, 3, number, 12, tzinfo=UTC) for number in (6, 7, 9)]
    days = [study_day(moment, "UTC", 23) for moment in reviews]

    assert days == march(6, 7, 9)
    assert streak(days, on(9), Excused(rest_days=[SUNDAY])) == 3


def test_days_on_which_nothing_was_asked_neither_count_nor_break():
    stretch = idle_stretch(on(10), on(14), first_asked=on(13))

    assert stretch == (on(10), on(12))
    assert streak(march(8, 9, 13), on(13), skipped=Excused(idle=[stretch])) == 3
    assert streak(march(8, 9, 14), on(14), skipped=Excused(idle=[stretch])) == 1


@given(winter, winter, st.none() | winter)
def test_an_idle_stretch_is_the_days_before_the_first_that_asked(since, until, first_asked):
    stretch = idle_stretch(since, until, first_asked)

    days = [since + timedelta(days=n) for n in range((until - since).days)]
    idle = [day for day in days if first_asked and day < first_asked]
    assert stretch == ((idle[0], idle[-1]) if idle else None)


def test_only_a_day_can_be_excused():
    assert on(8) in Excused(rest_days=range(7))
    assert on(8).isoformat() not in Excused(rest_days=range(7))
