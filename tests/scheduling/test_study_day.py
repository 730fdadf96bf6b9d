from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling import skipped_days, study_day

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text, zone, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("moment", "zone", "rollover", "expected"),
    [
        ("2026-03-10 03:59:59", "UTC", 4, date(2026, 3, 9)),
        ("2026-03-10 04:00:00", "UTC", 4, date(2026, 3, 10)),
        ("2026-03-10 00:00:00", "UTC", 0, date(2026, 3, 10)),
        ("2026-03-09 22:59:59", "UTC", 23, date(2026, 3, 9)),
        ("2026-03-09 23:00:00", "UTC", 23, date(2026, 3, 10)),
        ("2026-03-10 12:00:00", "UTC", 23, date(2026, 3, 10)),
        ("2026-03-10 12:59:59", "UTC", 13, date(2026, 3, 10)),
        ("2026-03-10 13:00:00", "UTC", 13, date(2026, 3, 11)),
        ("2026-03-10 11:59:59", "UTC", 12, date(2026, 3, 9)),
        ("2026-03-10 12:00:00", "UTC", 12, date(2026, 3, 10)),
        # 20:30 in UTC is 02:15 on the next day in Kathmandu (+5:45), and 10:30 the next day in Kiritimati (+14)
        ("2026-03-10 20:30:00", "Asia/Kathmandu", 2, date(2026, 3, 11)),
        ("2026-03-10 20:30:00", "Asia/Kathmandu", 3, date(2026, 3, 10)),
        ("2026-03-10 20:30:00", "Pacific/Kiritimati", 4, date(2026, 3, 11)),
        # Berlin, 29 March: 02:00 becomes 03:00 at 01:00 UTC. 04:00 is 02:00 UTC, three hours after midnight.
        ("2026-03-29 01:59:59", "Europe/Berlin", 4, date(2026, 3, 28)),
        ("2026-03-29 02:00:00", "Europe/Berlin", 4, date(2026, 3, 29)),
        # Berlin, 25 October: 03:00 becomes 02:00 at 01:00 UTC. 04:00 is 03:00 UTC, five hours after midnight.
        ("2026-10-25 02:59:59", "Europe/Berlin", 4, date(2026, 10, 24)),
        ("2026-10-25 03:00:00", "Europe/Berlin", 4, date(2026, 10, 25)),
        # New York, 8 March: 04:00 is 08:00 UTC, not 09:00 as the day before.
        ("2026-03-08 07:59:59", "America/New_York", 4, date(2026, 3, 7)),
        ("2026-03-08 08:00:00", "America/New_York", 4, date(2026, 3, 8)),
        # Lord Howe shifts by half an hour: on 4 October 04:00 is 17:00 UTC (+11), the day before 17:30 (+10:30).
        ("2026-10-02 17:29:59", "Australia/Lord_Howe", 4, date(2026, 10, 2)),
        ("2026-10-02 17:30:00", "Australia/Lord_Howe", 4, date(2026, 10, 3)),
        ("2026-10-03 16:59:59", "Australia/Lord_Howe", 4, date(2026, 10, 3)),
        ("2026-10-03 17:00:00", "Australia/Lord_Howe", 4, date(2026, 10, 4)),
        # Sao Paulo, 4 November 2018: there was no midnight; 23:59:59 (-3) was followed by 01:00 (-2) at 03:00 UTC.
        ("2018-11-04 02:59:59", "America/Sao_Paulo", 0, date(2018, 11, 3)),
        ("2018-11-04 03:00:00", "America/Sao_Paulo", 0, date(2018, 11, 4)),
        # Apia had no 30 December 2011: 29 December ended at 10:00 UTC, and 31 December began.
        ("2011-12-30 09:59:59", "Pacific/Apia", 0, date(2011, 12, 29)),
        ("2011-12-30 10:00:00", "Pacific/Apia", 0, date(2011, 12, 31)),
    ],
)
def test_the_study_day_goes_by_the_wall_clock(moment, zone, rollover, expected):
    assert study_day(utc(moment), zone, rollover) == expected
    assert study_day(utc(moment), ZoneInfo(zone), rollover) == expected


def test_an_hour_that_comes_twice_falls_on_one_day():
    first, second = (wall("2026-10-25 02:30", "Europe/Berlin", fold) for fold in (0, 1))

    assert study_day(first, "Europe/Berlin", 3) == study_day(second, "Europe/Berlin", 3) == date(2026, 10, 24)
    assert study_day(first, "Europe/Berlin", 2) == study_day(second, "Europe/Berlin", 2) == date(2026, 10, 25)


def test_any_aware_moment_will_do():
    moment = wall("2026-03-09 23:30", "America/New_York")  # 03:30 UTC, 04:30 in Berlin

    assert study_day(moment, "Europe/Berlin", 4) == date(2026, 3, 10)


def test_a_naive_moment_is_an_error():
    with pytest.raises(ValueError, match="no time zone"):
        study_day(datetime.fromisoformat("2026-03-10 12:00"), "UTC", 4)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "America", "", "../../etc/passwd", "\0", "x" * 5000])
def test_an_unknown_zone_is_an_error_that_names_it(zone):
    with pytest.raises(ValueError, match="is not a time zone; expected an IANA name"):
        study_day(utc("2026-03-10 12:00"), zone, 4)


@pytest.mark.parametrize("rollover", [-1, 24, 4.5, 4.0, True, "4"])
def test_a_rollover_outside_the_day_is_an_error(rollover):
    with pytest.raises(ValueError, match="from 0 to 23"):
        study_day(utc("2026-03-10 12:00"), "UTC", rollover)


# In seconds. Where a country crossed the date line and lived a date twice, a study day took 48 hours.
LONGEST_STUDY_DAY = range(60 * 60 * 60)


def next_rollover(moment, zone, rollover):
    """The first second (in UTC) of the study day after this moment's.

    Searched for, not computed: the roll-over hour may not exist on that day, or come twice, or the date may be skipped.
    """
    today = study_day(moment, zone, rollover)
    start = moment.astimezone(UTC).replace(microsecond=0)

    def day_at(seconds):
        return study_day(start + timedelta(seconds=seconds), zone, rollover)

    return start + timedelta(seconds=bisect_right(LONGEST_STUDY_DAY, today, key=day_at))


@pytest.mark.parametrize(
    ("moment", "zone", "rollover", "expected"),
    [
        ("2026-03-10 12:00:00", "UTC", 4, "2026-03-11 04:00:00"),
        ("2026-03-10 03:59:59.999999", "UTC", 4, "2026-03-10 04:00:00"),
        ("2026-03-10 04:00:00", "UTC", 4, "2026-03-11 04:00:00"),
        # a day of 23 hours and one of 25
        ("2026-03-28 03:00:00", "Europe/Berlin", 4, "2026-03-29 02:00:00"),
        ("2026-10-24 02:00:00", "Europe/Berlin", 4, "2026-10-25 03:00:00"),
        # the roll-over hour does not exist: the day begins where the clock jumps
        ("2026-03-28 12:00:00", "Europe/Berlin", 2, "2026-03-29 01:00:00"),
        ("2018-11-03 12:00:00", "America/Sao_Paulo", 0, "2018-11-04 03:00:00"),
        # Troll jumps from 01:00 to 03:00 at 01:00 UTC; 02:00 lies inside
        ("2026-03-28 12:00:00", "Antarctica/Troll", 2, "2026-03-29 01:00:00"),
        # the roll-over hour comes twice: the day begins with the first
        ("2026-10-24 12:00:00", "Europe/Berlin", 2, "2026-10-25 00:00:00"),
        # Apia without its 30 December: jumped over at midnight, four hours long at 04:00
        ("2011-12-30 09:00:00", "Pacific/Apia", 0, "2011-12-30 10:00:00"),
        ("2011-12-30 09:00:00", "Pacific/Apia", 4, "2011-12-30 10:00:00"),
        ("2011-12-30 10:00:00", "Pacific/Apia", 4, "2011-12-30 14:00:00"),
    ],
)
def test_when_the_next_study_day_begins(moment, zone, rollover, expected):
    assert next_rollover(utc(moment), zone, rollover) == utc(expected)


moments = st.floats(0, 2e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))  # 1970 to 2033


@given(moments, st.sampled_from(ZONES), st.integers(0, 23))
def test_the_day_changes_at_the_next_rollover_and_not_before(moment, zone, rollover):
    begins = next_rollover(moment, zone, rollover)

    assert begins > moment
    assert begins.utcoffset() == timedelta(0)
    assert study_day(begins - timedelta(microseconds=1), zone, rollover) == study_day(moment, zone, rollover)
    assert study_day(begins, zone, rollover) > study_day(moment, zone, rollover)


@given(moments, st.sampled_from(ZONES), st.integers(0, 23))
def test_local_noon_falls_on_its_own_date(moment, zone, rollover):
    noon = moment.astimezone(ZoneInfo(zone)).replace(hour=12, minute=0, fold=0)

    assert study_day(noon, zone, rollover) == noon.date()


@pytest.mark.parametrize(
    ("moment", "old", "new", "expected"),
    [
        # 04:30 on the 11th in Honolulu is 03:30 on the 12th in Auckland (+23 h): the study day 11 lasts an hour
        ("2026-06-11 14:30", ("Pacific/Honolulu", 4), ("Pacific/Auckland", 4), [11]),
        # 10:00 on the 10th in Pago Pago, 10:00 on the 11th in Apia: the 10th ends early, the 11th begins late
        ("2026-06-10 21:00", ("Pacific/Pago_Pago", 4), ("Pacific/Apia", 4), [10, 11]),
        # 03:30 on the 10th (study day 9) at -12, 05:30 on the 11th at +14: the 10th was jumped over
        ("2026-06-10 15:30", ("Etc/GMT+12", 4), ("Etc/GMT-14", 4), [9, 10, 11]),
        # the other way a day comes twice
        ("2026-06-10 21:00", ("Pacific/Apia", 4), ("Pacific/Pago_Pago", 4), []),
        # a day that begins earlier is a shorter one
        ("2026-06-10 12:00", ("Europe/Berlin", 4), ("Europe/Berlin", 3), [10]),
        ("2026-06-10 12:00", ("Europe/Berlin", 3), ("Europe/Berlin", 4), []),
        # 14:00 on the 10th: the day that began at 13:00 is the 11th, so the 10th ends early
        ("2026-06-10 12:00", ("Europe/Berlin", 4), ("Europe/Berlin", 13), [10, 11]),
        # 14:00 again: the day that began at 4 goes on until 23:00
        ("2026-06-10 12:00", ("Europe/Berlin", 4), ("Europe/Berlin", 23), [10]),
        ("2026-06-10 12:00", ("Europe/Berlin", 23), ("Europe/Berlin", 4), []),
        ("2026-06-10 12:00", ("Europe/Berlin", 4), ("Europe/Madrid", 4), []),
        ("2026-06-10 12:00", ("Europe/Berlin", 4), ("Europe/Berlin", 4), []),
    ],
)
def test_days_that_a_journey_cuts_short(moment, old, new, expected):
    assert skipped_days(utc(moment), *old, *new) == [date(2026, 6, number) for number in expected]
