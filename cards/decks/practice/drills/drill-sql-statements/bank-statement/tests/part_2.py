from statements import statement
from tests.helpers import database


def test_balances():
    db = database((1, 10, 500), (2, 20, -300), (3, 30, 100))

    assert statement(db, "a") == [(10, 1, 500, 500), (20, 2, -300, 200), (30, 3, 100, 300)]


def test_from_a_time_on():
    db = database((1, 10, 500), (2, 20, -300), (3, 30, 100))

    assert statement(db, "a", since=20) == [(20, 2, -300, 200), (30, 3, 100, 300)]
