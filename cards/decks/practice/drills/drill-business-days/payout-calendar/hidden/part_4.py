import random
from datetime import date, timedelta
from payouts import business_days


def counted(first, last, holidays):
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(day.weekday() < 5 and day not in holidays for day in days)


def test_many_spans():
    chance = random.Random(4)
    start = date(2026, 1, 1)
    holidays = [start + timedelta(days=chance.randrange(120)) for _ in range(20)]
    for _ in range(200):
        first = start + timedelta(days=chance.randrange(80))
        last = first + timedelta(days=chance.randrange(40))
        assert business_days(first, last, holidays) == counted(first, last, holidays), (first, last)


def test_backwards_is_nothing():
    assert business_days(date(2026, 11, 25), date(2026, 11, 24), []) == 0
    assert business_days(date(2026, 11, 30), date(2026, 11, 1), [date(2026, 11, 10)]) == 0


def test_a_holiday_counts_once_and_only_on_a_weekday():
    first, last = date(2026, 11, 23), date(2026, 11, 29)

    assert business_days(first, last, [date(2026, 11, 24)] * 3) == 4
    assert business_days(first, last, [date(2026, 11, 28), date(2026, 11, 29)]) == 5
    assert business_days(first, last, [date(2026, 11, 20), date(2026, 11, 30)]) == 5


def test_the_ends_belong_to_it():
    first, last = date(2026, 11, 23), date(2026, 11, 27)

    assert business_days(first, last, [first, last]) == 3


def test_a_thousand_years_a_thousand_times():
    for _ in range(1_000):
        days = business_days(date(1500, 1, 1), date(2499, 12, 31), (day for day in [date(2026, 11, 24)]))

    assert days == 260_889 - 1
