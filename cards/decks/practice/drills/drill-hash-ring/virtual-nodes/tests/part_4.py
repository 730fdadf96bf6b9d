from ring import Ring
from tests.helpers import mapping


def test_a_larger_node_has_more():
    ring = Ring(["a"])
    ring.add("b", weight=3)

    owners = list(mapping(ring).values())

    assert ring.weight_of("b") == 3
    assert 2 * owners.count("a") < owners.count("b")
