from lib.checks import raises
from store import NoTransaction, Store


def test_the_first_old_value_counts():
    store = Store()
    store.set("a", 1)
    store.begin()
    for value in (2, 3, 4):
        store.set("a", value)

    store.rollback()

    assert store.get("a") == 1


def test_a_deletion_is_undone():
    store = Store()
    store.set("a", 1)
    store.begin()
    assert store.delete("a")
    assert store.get("a") is None

    store.rollback()

    assert store.get("a") == 1
    assert store.count(1) == 1


def test_a_new_key_is_gone_and_a_none_is_back():
    store = Store()
    store.set("none", None)
    store.begin()
    store.set("new", None)
    store.set("none", 5)

    store.rollback()

    assert store.get("new", "absent") == "absent"
    assert store.get("none", "absent") is None


def test_counts_are_undone():
    store = Store()
    store.set("a", 1)
    store.set("b", 1)
    store.begin()
    store.set("a", 2)
    store.delete("b")
    store.set("c", 2)
    assert (store.count(1), store.count(2)) == (0, 2)

    store.rollback()

    assert (store.count(1), store.count(2)) == (2, 0)


def test_a_deletion_that_found_nothing_leaves_nothing():
    store = Store()
    store.begin()
    assert store.delete("a") is False

    store.rollback()

    assert store.get("a", "absent") == "absent"


def test_ending_twice_is_refused():
    store = Store()
    store.begin()
    store.commit()

    with raises(NoTransaction):
        store.commit()
    with raises(NoTransaction):
        store.rollback()


def test_what_was_committed_stays_after_a_later_rollback():
    store = Store()
    store.begin()
    store.set("a", 1)
    store.commit()
    store.begin()
    store.set("a", 2)

    store.rollback()

    assert store.get("a") == 1
