from lib.checks import raises
from store import NoTransaction, Store


def test_rollback():
    store = Store()
    store.set("a", 1)
    store.begin()
    store.set("a", 2)
    store.set("b", 3)

    store.rollback()

    assert (store.get("a"), store.get("b")) == (1, None)


def test_commit():
    store = Store()
    store.begin()
    store.set("a", 2)

    store.commit()

    assert store.get("a") == 2


def test_without_a_transaction():
    for end in (Store().rollback, Store().commit):
        with raises(NoTransaction):
            end()
