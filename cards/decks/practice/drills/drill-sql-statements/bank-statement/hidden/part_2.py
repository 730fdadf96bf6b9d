from statements import statement
from tests.helpers import database, queries


def test_equal_times():
    db = database((3, 1, 5), (1, 1, 5), (2, 1, 5))

    assert statement(db, "a") == [(1, 1, 5, 5), (1, 2, 5, 10), (1, 3, 5, 15)]


def test_time_before_id():
    db = database((1, 30, 1), (2, 20, 10), (3, 10, 100))

    assert [row[3] for row in statement(db, "a")] == [100, 110, 111]


def test_other_accounts():
    db = database((1, 1, 5), (2, 2, 1_000, "b"), (3, 3, 5))

    assert [row[3] for row in statement(db, "a")] == [5, 10]
    assert statement(db, "b") == [(2, 2, 1_000, 1_000)]
    assert statement(db, "c") == []


def test_from_a_time_on():
    db = database((1, 10, 500), (2, 20, 1), (3, 20, 1), (4, 30, 1))

    assert statement(db, "a", since=20) == [(20, 2, 1, 501), (20, 3, 1, 502), (30, 4, 1, 503)]
    assert statement(db, "a", since=21) == [(30, 4, 1, 503)]
    assert statement(db, "a", since=31) == []
    assert statement(db, "a", since=0) == statement(db, "a")


def test_one_query():
    db = database(*[(n, n, 1) for n in range(30)])

    assert len(queries(db, lambda: statement(db, "a"))) == 1
    assert len(queries(db, lambda: statement(db, "a", since=5))) == 1


def test_values_are_bound():
    assert statement(database((1, 1, 1)), "x' OR '1'='1") == []


def test_the_first_second_of_all():
    assert statement(database((1, 0, 5)), "a") == [(0, 1, 5, 5)]
