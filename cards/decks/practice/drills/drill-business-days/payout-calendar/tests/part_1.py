from datetime import date
from payouts import business_day

CHRISTMAS = date(2026, 12, 25)  # a Friday


def test_an_ordinary_day():
    assert business_day(date(2026, 11, 24), []) == date(2026, 11, 24)


def test_a_weekend():
    assert business_day(date(2026, 11, 21), []) == date(2026, 11, 23)
    assert business_day(date(2026, 11, 22), []) == date(2026, 11, 23)


def test_a_holiday_before_a_weekend():
    assert business_day(CHRISTMAS, [CHRISTMAS]) == date(2026, 12, 28)
