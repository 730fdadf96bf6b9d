from statements import daily
from tests.helpers import DAY, database


def test_a_day_without_transactions():
    db = database((1, 0, 500), (2, 1 * DAY, 100), (3, 1 * DAY + 5, -30), (4, 3 * DAY, 7))

    assert daily(db, "a", 1, 3) == [(1, 70, 570), (2, 0, 570), (3, 7, 577)]
