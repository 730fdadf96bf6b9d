from datetime import date
from payouts import Payout, schedule


def test_nothing():
    assert schedule([], []).days == []


def test_corrections():
    day = date(2026, 11, 24)

    assert schedule([Payout("p1", day, 100), Payout("p2", day, -30)], []).days == [(day, 70)]
    assert schedule([Payout("p1", day, 100), Payout("p2", day, -100)], []).days == [(day, 0)]
    assert schedule([Payout("p1", day, -5)], []).days == [(day, -5)]


def test_holidays_may_be_a_generator():
    payouts = [Payout(f"p{n}", date(2026, 11, 23 + n), 1) for n in range(4)]

    days = schedule(payouts, (day for day in [date(2026, 11, 23), date(2026, 11, 25)])).days

    assert days == [(date(2026, 11, 24), 2), (date(2026, 11, 26), 2)]


def test_payouts_may_be_a_generator():
    assert schedule((Payout("p", date(2026, 11, day), 1) for day in (25, 24)), []).days == [
        (date(2026, 11, 24), 1),
        (date(2026, 11, 25), 1),
    ]
