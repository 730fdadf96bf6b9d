from store import Store


def test_an_inner_rollback_leaves_the_outer_changes():
    store = Store()
    store.begin()
    store.set("a", 1)
    store.begin()
    store.set("a", 2)
    store.set("b", 2)

    store.rollback()

    assert (store.get("a"), store.get("b"), store.depth) == (1, None, 1)
    store.commit()
    assert store.get("a") == 1


def test_an_outer_rollback_undoes_what_only_the_inner_one_changed():
    store = Store()
    store.set("a", 1)
    store.set("b", 1)
    store.begin()
    store.begin()
    store.delete("a")
    store.set("b", 2)
    store.set("c", 3)
    store.commit()

    store.rollback()

    assert [store.get(key) for key in "abc"] == [1, 1, None]
    assert [store.count(value) for value in (1, 2, 3)] == [2, 0, 0]


def test_the_oldest_value_wins_through_three_levels():
    store = Store()
    store.set("a", 0)
    for value in (1, 2, 3):
        store.begin()
        store.set("a", value)
    store.commit()
    store.commit()
    assert (store.get("a"), store.depth) == (3, 1)

    store.rollback()

    assert store.get("a") == 0


def test_a_long_history_against_copies():
    store, copies, values = Store(), [], {}
    state = 7
    for _ in range(5_000):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        step, key, value = state // 64 % 10, state // 1_024 % 6, state // 65_536 % 4
        if step < 5:
            store.set(key, value)
            values[key] = value
        elif step < 7:
            assert store.delete(key) == (values.pop(key, None) is not None)
        elif step == 7 and len(copies) < 5:
            store.begin()
            copies.append(dict(values))
        elif step == 8 and copies:
            store.commit()
            copies.pop()
        elif step == 9 and copies:
            store.rollback()
            values = copies.pop()
        assert [store.get(key) for key in range(6)] == [values.get(key) for key in range(6)]
        assert [store.count(value) for value in range(4)] == [list(values.values()).count(v) for v in range(4)]
        assert store.depth == len(copies)
