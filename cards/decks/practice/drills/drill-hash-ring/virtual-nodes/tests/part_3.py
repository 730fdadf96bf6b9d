from ring import Ring
from tests.helpers import KEYS


def test_replicas_are_on_different_nodes():
    ring = Ring(["a", "b", "c"])

    for key in KEYS:
        first, second = ring.get_several(key, 2)
        assert first == ring.get(key)
        assert second != first
