from store import ABSENT, Store


def test_what_has_changed():
    store = Store()
    store.set("a", 1)
    store.begin()
    store.set("a", 2)
    store.set("b", 3)

    assert store.changes() == {"a": (1, 2), "b": (ABSENT, 3)}
