from store import Store


def test_set_and_get():
    store = Store()
    store.set("a", 1)

    assert store.get("a") == 1
    assert store.get("b") is None
    assert store.get("b", "default") == "default"


def test_delete():
    store = Store()
    store.set("a", 1)

    assert store.delete("a") is True
    assert store.delete("a") is False
    assert store.get("a") is None


def test_count():
    store = Store()
    store.set("a", 1)
    store.set("b", 1)
    assert store.count(1) == 2

    store.set("a", 2)
    assert (store.count(1), store.count(2)) == (1, 1)
