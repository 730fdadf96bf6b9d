from datetime import date
from payouts import Payout, schedule


def test_payouts_of_a_weekend_are_one_transfer():
    payouts = [
        Payout("p1", date(2026, 11, 21), 500),
        Payout("p2", date(2026, 11, 24), 100),
        Payout("p3", date(2026, 11, 23), 250),
    ]

    assert schedule(payouts, []).days == [(date(2026, 11, 23), 750), (date(2026, 11, 24), 100)]
