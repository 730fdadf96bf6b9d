from lib.checks import raises
from store import ABSENT, NoTransaction, Store


def test_what_is_as_it_was_is_left_out():
    store = Store()
    store.set("a", 1)
    store.begin()
    store.set("a", 2)
    store.set("a", 1)
    store.set("b", 2)
    store.delete("b")

    assert store.changes() == {}


def test_a_deleted_key():
    store = Store()
    store.set("a", None)
    store.begin()
    store.delete("a")

    assert store.changes() == {"a": (None, ABSENT)}


def test_a_none_is_not_nothing():
    store = Store()
    store.begin()
    store.set("a", None)

    assert store.changes() == {"a": (ABSENT, None)}


def test_only_those_of_the_innermost_transaction():
    store = Store()
    store.begin()
    store.set("a", 1)
    store.begin()
    store.set("b", 2)
    assert store.changes() == {"b": (ABSENT, 2)}

    store.commit()
    assert store.changes() == {"a": (ABSENT, 1), "b": (ABSENT, 2)}


def test_pairs_span_inner_commits():
    store = Store()
    store.set("a", 1)
    store.begin()
    store.set("a", 2)
    store.begin()
    store.set("a", 3)
    assert store.changes() == {"a": (2, 3)}
    store.commit()

    assert store.changes() == {"a": (1, 3)}


def test_outside_a_transaction():
    store = Store()
    with raises(NoTransaction):
        store.changes()
    store.begin()
    store.commit()
    with raises(NoTransaction):
        store.changes()


def test_changing_what_was_returned_changes_nothing():
    store = Store()
    store.set("a", 1)
    store.begin()
    store.set("a", 2)

    store.changes().clear()

    store.rollback()
    assert store.get("a") == 1
