from datetime import date
from lib.checks import raises
from payouts import Payout, Schedule, schedule

SATURDAY = Payout("p1", date(2026, 10, 31), 900)


def test_into_the_next_month():
    assert schedule([SATURDAY], []) == Schedule([(date(2026, 11, 2), 900)], ["p1"])


def test_back_to_stay_in_the_month():
    assert schedule([SATURDAY], [], rule="modified") == Schedule([(date(2026, 10, 30), 900)], [])


def test_an_unknown_rule():
    with raises(ValueError):
        schedule([], [], rule="previous")
