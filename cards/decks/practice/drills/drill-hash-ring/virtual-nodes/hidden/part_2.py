from lib.checks import raises
from ring import Ring
from tests.helpers import mapping, moved


def test_the_order_of_joining_means_nothing():
    assert mapping(Ring("abc")) == mapping(Ring("cab")) == mapping(Ring("bca"))


def test_coming_and_going_leaves_nothing():
    ring = Ring("abc")
    before = mapping(ring)

    ring.add("d")
    ring.remove("a")
    ring.add("a")
    ring.remove("d")

    assert mapping(ring) == before
    assert ring.nodes == ["a", "b", "c"]


def test_about_a_fifth_moves():
    ring = Ring("abcd")
    before = mapping(ring)
    ring.add("e")

    assert 0.1 < len(moved(before, mapping(ring))) / len(before) < 0.32


def test_adding_twice():
    ring = Ring("ab")
    before = mapping(ring)
    ring.add("a")
    assert mapping(ring) == before

    ring.remove("a")

    assert set(mapping(ring).values()) == {"b"}


def test_removing_what_is_not_there():
    ring = Ring("ab")

    for node in ("c", "a#0", ""):
        with raises(KeyError):
            ring.remove(node)
    ring.remove("a")
    with raises(KeyError):
        ring.remove("a")


def test_the_last_one_leaves():
    ring = Ring(["a"])
    ring.remove("a")

    assert ring.get("x") is None
    assert ring.nodes == []


def test_names_that_begin_alike():
    ring = Ring(["a", "a#1", "ab"])
    ring.remove("a")

    assert ring.nodes == ["a#1", "ab"]
    assert set(mapping(ring).values()) == {"a#1", "ab"}
