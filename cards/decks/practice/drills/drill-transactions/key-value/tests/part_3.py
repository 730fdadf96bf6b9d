from store import Store


def test_an_outer_rollback_undoes_an_inner_commit():
    store = Store()
    store.set("a", 1)
    store.begin()
    store.set("a", 2)
    store.begin()
    store.set("a", 3)

    store.commit()
    assert (store.get("a"), store.depth) == (3, 1)
    store.rollback()
    assert (store.get("a"), store.depth) == (1, 0)
