from lib.checks import raises
from ring import Ring, position
from tests.helpers import KEYS


def test_along_the_ring():
    points = sorted((position(f"{node}#{i}"), node) for node in "abcd" for i in range(3))
    ring = Ring("abcd", points=3)

    for key in KEYS[:100]:
        after = [node for place, node in points if place > position(key)]
        before = [node for place, node in points if place <= position(key)]
        expected = list(dict.fromkeys(after + before))
        for count in range(5):
            assert ring.get_several(key, count) == expected[:count], (key, count)


def test_fewer_nodes_than_asked_for():
    ring = Ring("ab")

    assert sorted(ring.get_several("x", 5)) == ["a", "b"]
    assert Ring().get_several("x", 3) == []


def test_counts():
    assert Ring("ab").get_several("x", 0) == []
    with raises(ValueError):
        Ring("ab").get_several("x", -1)


def test_when_a_node_leaves_the_second_replica_takes_over():
    ring = Ring("abcd")
    before = {key: ring.get_several(key, 2) for key in KEYS}

    ring.remove("b")

    for key, (first, second) in before.items():
        assert ring.get(key) == (second if first == "b" else first)
