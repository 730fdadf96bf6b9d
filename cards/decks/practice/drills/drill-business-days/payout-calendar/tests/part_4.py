from datetime import date
from payouts import business_days


def test_a_week():
    assert business_days(date(2026, 11, 23), date(2026, 11, 29), []) == 5
    assert business_days(date(2026, 11, 23), date(2026, 11, 29), [date(2026, 11, 26)]) == 4


def test_one_day():
    assert business_days(date(2026, 11, 24), date(2026, 11, 24), []) == 1
    assert business_days(date(2026, 11, 22), date(2026, 11, 22), []) == 0
