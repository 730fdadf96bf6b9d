from store import Store


def test_none_is_a_value():
    store = Store()
    store.set("a", None)

    assert store.get("a", "default") is None
    assert store.count(None) == 1
    assert store.delete("a") is True
    assert store.get("a", "default") == "default"


def test_setting_the_same_value_again_counts_once():
    store = Store()
    for _ in range(3):
        store.set("a", 1)

    assert store.count(1) == 1


def test_counting_what_nobody_has():
    store = Store()
    store.set("a", 1)
    store.delete("a")

    assert store.count(1) == 0
    assert store.count("never") == 0


def test_counting_does_not_look_at_every_key():
    class Watched:
        looks = 0

        def __hash__(self):
            return 1

        def __eq__(self, other):
            Watched.looks += 1
            return self is other

    store = Store()
    value = Watched()
    for number in range(1_000):
        store.set(number, value)
    Watched.looks = 0

    assert store.count(value) == 1_000
    assert Watched.looks < 20
