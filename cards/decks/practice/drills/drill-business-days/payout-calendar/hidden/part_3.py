from datetime import date
from lib.checks import raises
from payouts import Payout, Schedule, schedule


def moved(day, holidays, rule):
    """Where a single payout goes, and whether it is in `rolled`."""
    result = schedule([Payout("p", day, 1)], holidays, rule=rule)
    return result.days[0][0], result.rolled == ["p"]


def test_within_the_month_both_rules_agree():
    for rule in ("following", "modified"):
        assert moved(date(2026, 11, 21), [], rule) == (date(2026, 11, 23), False)


def test_the_end_of_the_year():
    holidays = [date(2026, 12, 31), date(2027, 1, 1)]

    assert moved(date(2026, 12, 31), holidays, "following") == (date(2027, 1, 4), True)
    assert moved(date(2026, 12, 31), holidays, "modified") == (date(2026, 12, 30), False)


def test_back_over_a_weekend_and_holidays():
    holidays = [date(2026, 8, 31), date(2026, 8, 28)]

    assert moved(date(2026, 8, 31), holidays, "modified") == (date(2026, 8, 27), False)
    assert moved(date(2026, 8, 29), holidays, "modified") == (date(2026, 8, 27), False)


def test_a_month_without_a_business_day_before_it():
    whole_month = [date(2026, 11, day) for day in range(1, 31)]

    assert moved(date(2026, 11, 3), whole_month, "modified") == (date(2026, 10, 30), True)
    assert moved(date(2026, 11, 3), whole_month, "following") == (date(2026, 12, 1), True)


def test_rolled_in_the_order_of_the_payouts():
    payouts = [Payout(name, date(2026, 10, 31), 1) for name in ("c", "a")]
    payouts.insert(1, Payout("b", date(2026, 10, 30), 1))

    assert schedule(payouts, []).rolled == ["c", "a"]


def test_the_same_month_of_another_year():
    whole_year = [date.fromordinal(n) for n in range(date(2026, 11, 30).toordinal(), date(2027, 11, 30).toordinal())]

    assert moved(date(2026, 11, 30), whole_year, "following") == (date(2027, 11, 30), True)
    assert moved(date(2026, 11, 30), whole_year, "modified") == (date(2026, 11, 27), False)


def test_unknown_rules():
    for rule in ("previous", "", None, "Modified"):
        with raises(ValueError):
            schedule([Payout("p", date(2026, 11, 24), 1)], [], rule=rule)


def test_nothing():
    assert schedule([], [], rule="modified") == Schedule([], [])
