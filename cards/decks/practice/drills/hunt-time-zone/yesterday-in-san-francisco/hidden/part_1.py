from datetime import date
from reports.days import yesterday
from reports.queue import mails_due
from reports.summary import summary
from tests.helpers import at, charges_at, merchant_at


def bounds_in_utc(now, offset_minutes):
    first, end = yesterday(now, merchant_at(offset_minutes).clock)
    return first.astimezone(at(2026, 1, 1).tzinfo), end.astimezone(at(2026, 1, 1).tzinfo)


def test_the_bounds_are_local_midnights():
    assert bounds_in_utc(at(2026, 3, 11, 15), -8 * 60) == (at(2026, 3, 10, 8), at(2026, 3, 11, 8))
    assert bounds_in_utc(at(2026, 3, 11, 22), 9 * 60) == (at(2026, 3, 10, 15), at(2026, 3, 11, 15))


def test_the_hour_of_the_run_does_not_matter():
    for hour in range(8, 24):
        assert bounds_in_utc(at(2026, 3, 11, hour), -8 * 60) == (at(2026, 3, 10, 8), at(2026, 3, 11, 8)), hour
    for hour in range(8):
        assert bounds_in_utc(at(2026, 3, 12, hour), -8 * 60) == (at(2026, 3, 10, 8), at(2026, 3, 11, 8)), hour


def test_the_local_date_may_be_ahead_of_greenwich():
    assert summary([], merchant_at(9 * 60), now=at(2026, 3, 10, 23)).day == date(2026, 3, 10)
    assert summary([], merchant_at(14 * 60), now=at(2026, 3, 10, 11)).day == date(2026, 3, 10)


def test_the_local_date_may_be_behind():
    assert summary([], merchant_at(-8 * 60), now=at(2026, 3, 11, 3)).day == date(2026, 3, 9)


def test_a_clock_with_half_an_hour():
    charges = charges_at(
        at(2026, 3, 9, 18, 29), at(2026, 3, 9, 18, 30), at(2026, 3, 10, 18, 29), at(2026, 3, 10, 18, 30)
    )

    assert summary(charges, merchant_at(330), now=at(2026, 3, 11, 6)).count == 2
    assert bounds_in_utc(at(2026, 3, 11, 6), 330) == (at(2026, 3, 9, 18, 30), at(2026, 3, 10, 18, 30))
    assert bounds_in_utc(at(2026, 3, 11, 6), -210) == (at(2026, 3, 10, 3, 30), at(2026, 3, 11, 3, 30))


def test_midnight_belongs_to_the_day_it_begins():
    charges = charges_at(at(2026, 3, 10, 8), at(2026, 3, 11, 8))

    assert summary(charges, merchant_at(-8 * 60), now=at(2026, 3, 11, 15)).count == 1


def test_the_turn_of_the_year():
    numbers = summary(charges_at(at(2027, 1, 1, 7, 59)), merchant_at(-8 * 60), now=at(2027, 1, 1, 15))

    assert (numbers.day, numbers.count) == (date(2026, 12, 31), 1)


def test_the_mail_names_the_local_day():
    [mail] = mails_due([merchant_at(9 * 60)], charges_at(at(2026, 3, 9, 16)), now=at(2026, 3, 10, 22))

    assert mail.subject == "Your charges on 2026-03-10"
