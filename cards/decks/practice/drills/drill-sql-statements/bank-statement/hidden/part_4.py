from statements import daily
from tests.helpers import DAY, database, queries


def test_the_first_and_the_last_second_of_a_day():
    db = database((1, 2 * DAY - 1, 1), (2, 2 * DAY, 10), (3, 3 * DAY - 1, 100), (4, 3 * DAY, 1_000))

    assert daily(db, "a", 2, 2) == [(2, 110, 111)]


def test_no_transactions_at_all():
    assert daily(database(), "a", 5, 7) == [(5, 0, 0), (6, 0, 0), (7, 0, 0)]


def test_everything_is_before():
    assert daily(database((1, 0, 500)), "a", 5, 6) == [(5, 0, 500), (6, 0, 500)]


def test_everything_is_after():
    assert daily(database((1, 9 * DAY, 500)), "a", 5, 6) == [(5, 0, 0), (6, 0, 0)]


def test_amounts_that_cancel_out():
    db = database((1, DAY, 5), (2, DAY, -5))

    assert daily(db, "a", 1, 1) == [(1, 0, 0)]


def test_an_empty_span():
    assert daily(database((1, DAY, 5)), "a", 3, 2) == []


def test_other_accounts():
    db = database((1, DAY, 5), (2, DAY, 1_000, "b"), (3, 0, 1_000, "b"))

    assert daily(db, "a", 1, 2) == [(1, 5, 5), (2, 0, 5)]


def test_one_query():
    db = database(*[(n, n * 1_000, 1) for n in range(300)])

    assert len(queries(db, lambda: daily(db, "a", 0, 3))) == 1


def test_against_a_plain_count():
    rows = [(n, (n * 7_919) % (9 * DAY), n % 5 - 2) for n in range(150)]
    db = database(*rows)

    expected, balance = [], sum(amount for _, created, amount in rows if created < 2 * DAY)
    for day in range(2, 7):
        total = sum(amount for _, created, amount in rows if created // DAY == day)
        balance += total
        expected.append((day, total, balance))

    assert daily(db, "a", 2, 6) == expected
