from lib.checks import raises
from statements import page
from tests.helpers import database


def test_the_newest_first():
    db = database((1, 10, 500), (2, 20, -300), (3, 30, 100))

    assert page(db, "a", limit=2) == ([(30, 3, 100), (20, 2, -300)], True)


def test_the_page_behind_it():
    db = database((1, 10, 500), (2, 20, -300), (3, 30, 100))

    assert page(db, "a", after=(20, 2), limit=2) == ([(10, 1, 500)], False)


def test_too_many_rows_at_once():
    with raises(ValueError):
        page(database(), "a", limit=101)
