from datetime import date, timedelta
from payouts import business_day


def test_holidays_around_a_weekend():
    holidays = [date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 29)]

    for day in range(24, 30):
        assert business_day(date(2026, 12, day), holidays) == date(2026, 12, 30), day


def test_a_holiday_that_is_a_weekend():
    assert business_day(date(2026, 11, 21), [date(2026, 11, 22)]) == date(2026, 11, 23)


def test_the_end_of_a_year():
    assert business_day(date(2026, 12, 31), [date(2026, 12, 31), date(2027, 1, 1)]) == date(2027, 1, 4)


def test_the_29th_of_february():
    assert business_day(date(2028, 2, 27), [date(2028, 2, 28)]) == date(2028, 2, 29)


def test_holidays_may_be_a_generator():
    holidays = (date(2026, 12, 25) + timedelta(days=n) for n in range(5))

    assert business_day(date(2026, 12, 26), holidays) == date(2026, 12, 30)


def test_holidays_in_any_order():
    holidays = [date(2026, 11, 26), date(2026, 11, 24), date(2026, 11, 25)]

    assert business_day(date(2026, 11, 24), holidays) == date(2026, 11, 27)
