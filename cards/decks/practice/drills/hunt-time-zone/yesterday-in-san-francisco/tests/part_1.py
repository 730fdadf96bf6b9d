from datetime import date, datetime
from lib.checks import raises
from reports.days import NaiveTime, yesterday
from reports.queue import mails_due
from reports.summary import summary
from tests.helpers import at, charges_at, merchant_at


def test_the_day_of_a_merchant_in_london():
    charges = charges_at(at(2026, 3, 10, 0, 30), at(2026, 3, 10, 23, 30), at(2026, 3, 11, 0, 30))

    numbers = summary(charges, merchant_at(0), now=at(2026, 3, 11, 7))

    assert (numbers.day, numbers.count) == (date(2026, 3, 10), 2)


def test_the_day_of_a_merchant_on_the_west_coast():
    noon, seven_in_the_evening = at(2026, 3, 10, 20), at(2026, 3, 11, 3)

    numbers = summary(charges_at(noon, seven_in_the_evening), merchant_at(-8 * 60), now=at(2026, 3, 11, 15))

    assert (numbers.day, numbers.count) == (date(2026, 3, 10), 2)


def test_the_mail_goes_out_at_seven_on_the_local_clock():
    merchants = [merchant_at(0), merchant_at(-8 * 60)]

    assert len(list(mails_due(merchants, [], now=at(2026, 3, 11, 15)))) == 1
    assert len(list(mails_due(merchants, [], now=at(2026, 3, 11, 16)))) == 0


def test_a_quiet_day_has_a_mail_too():
    [mail] = mails_due([merchant_at(0)], [], now=at(2026, 3, 11, 7))

    assert mail.subject == "No charges on 2026-03-10"


def test_a_naive_time_is_refused():
    with raises(NaiveTime):
        yesterday(datetime(2026, 3, 11), merchant_at(0).clock)
