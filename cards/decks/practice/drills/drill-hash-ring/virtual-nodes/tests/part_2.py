from ring import Ring
from tests.helpers import mapping, moved


def test_a_new_node_takes_its_share():
    ring = Ring(["a", "b", "c", "d"])
    before = mapping(ring)

    ring.add("e")

    changes = moved(before, mapping(ring))
    assert changes
    assert {new for _, new in changes.values()} == {"e"}


def test_a_node_that_leaves():
    ring = Ring(["a", "b", "c"])
    before = mapping(ring)

    ring.remove("b")

    assert {old for old, _ in moved(before, mapping(ring)).values()} == {"b"}
    assert ring.nodes == ["a", "c"]
