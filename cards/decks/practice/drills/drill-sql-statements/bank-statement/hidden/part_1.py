from lib.checks import raises
from statements import page
from tests.helpers import add, database, queries


def walk(db, limit, account="a"):
    """The ids on all pages, page by page."""
    pages, after, has_more = [], None, True
    while has_more:
        rows, has_more = page(db, account, after, limit)
        pages.append([row[1] for row in rows])
        after = rows[-1][:2] if rows else None
        assert len(pages) < 50, "it never ends"
    return pages


def test_equal_times_are_neither_lost_nor_repeated():
    db = database(*[(n, 7, 1) for n in range(1, 12)], (99, 7, 1, "b"))

    for limit in (1, 2, 3, 4, 10, 11, 12):
        assert sum(walk(db, limit), []) == list(range(11, 0, -1)), limit


def test_time_before_id():
    db = database((3, 10, 1), (2, 20, 1), (1, 20, 1), (4, 5, 1))

    assert walk(db, 1) == [[2], [1], [3], [4]]


def test_no_empty_page_at_the_end():
    db = database(*[(n, n, 1) for n in range(1, 7)])

    assert walk(db, 3) == [[6, 5, 4], [3, 2, 1]]
    assert page(db, "a", limit=6)[1] is False
    assert page(db, "a", limit=5)[1] is True


def test_nothing():
    assert page(database(), "a") == ([], False)
    assert page(database((1, 10, 1)), "a", after=(10, 1)) == ([], False)


def test_what_is_inserted_meanwhile():
    db = database(*[(n, n, 1) for n in range(1, 7)])
    rows, _ = page(db, "a", limit=3)
    add(db, 100, 100, 1)
    add(db, 101, 4, 1)

    assert [row[1] for row in page(db, "a", rows[-1][:2], 3)[0]] == [3, 2, 1]


def test_the_row_behind_which_it_begins_is_gone():
    db = database(*[(n, 10, 1) for n in range(1, 6)])
    db.execute("DELETE FROM txn WHERE id = 3")

    assert [row[1] for row in page(db, "a", (10, 3), 3)[0]] == [2, 1]


def test_limits():
    db = database((1, 1, 1))

    for limit in (0, -1, 101):
        with raises(ValueError):
            page(db, "a", limit=limit)
    assert page(db, "a", limit=100) == ([(1, 1, 1)], False)


def test_values_are_bound():
    db = database((1, 1, 1))

    assert page(db, "x' OR '1'='1") == ([], False)
    assert page(db, 'a"; DROP TABLE txn; --') == ([], False)
    assert page(db, "a")[0]


def test_one_query():
    db = database(*[(n, n, 1) for n in range(30)])

    for after in (None, (5, 5)):
        [query] = queries(db, lambda after=after: page(db, "a", after))
        assert "OFFSET" not in query.upper()


def test_a_position_before_everything():
    assert page(database((1, 1, 1)), "a", after=(0, 0)) == ([], False)


def test_ten_rows_unless_told_otherwise():
    db = database(*[(n, n, 1) for n in range(11)])

    rows, has_more = page(db, "a")

    assert (len(rows), has_more) == (10, True)
