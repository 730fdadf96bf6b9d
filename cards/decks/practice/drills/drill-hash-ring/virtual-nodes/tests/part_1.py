from ring import Ring
from tests.helpers import mapping


def test_an_empty_ring():
    assert Ring().get("key") is None


def test_one_node_has_everything():
    assert set(mapping(Ring(["a"])).values()) == {"a"}


def test_a_ring_of_two_points():
    # Once around is 1: b#0 is at 0.04, key-2 at 0.49, a#0 at 0.63, key-0 at 0.84.
    ring = Ring(["a", "b"], points=1)

    assert [ring.get("key-2"), ring.get("key-0")] == ["a", "b"]
