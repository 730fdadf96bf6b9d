from statements import create_index, page
from tests.helpers import database, queries


def plan_of(db, **options):
    [query] = queries(db, lambda: page(db, "a", **options))
    return " / ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}"))


def indexed():
    db = database(*[(n, n % 7, 1, "ab"[n % 2]) for n in range(120)])
    create_index(db)
    return db


def test_later_pages_use_it_too():
    for after in (None, (5, 50), (0, 0)):
        plan = plan_of(indexed(), after=after)
        assert "SEARCH" in plan, plan
        assert "INDEX" in plan, plan
        assert "TEMP B-TREE" not in plan, plan
        assert "SCAN" not in plan, plan


def test_without_it_there_is_a_sort():
    db = database(*[(n, n, 1) for n in range(50)])

    assert "TEMP B-TREE" in plan_of(db)


def test_twice():
    db = indexed()
    create_index(db)

    found = db.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'txn'").fetchone()
    assert found == (1,)


def test_the_pages_are_the_same():
    without, with_index = database(*[(n, n % 7, n, "ab"[n % 2]) for n in range(120)]), indexed()

    for after in (None, (5, 50), (3, 100), (0, 0)):
        first = [row[:2] for row in page(without, "a", after, 7)[0]]
        assert first == [row[:2] for row in page(with_index, "a", after, 7)[0]]
