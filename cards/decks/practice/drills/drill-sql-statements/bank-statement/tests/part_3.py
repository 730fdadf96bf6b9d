from statements import create_index, page
from tests.helpers import database, queries


def test_the_first_page_uses_it():
    db = database(*[(n, n, 1) for n in range(50)])
    create_index(db)

    [query] = queries(db, lambda: page(db, "a"))

    plan = " / ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert "SEARCH" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
