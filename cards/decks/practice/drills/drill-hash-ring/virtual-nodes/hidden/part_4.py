from lib.checks import raises
from ring import Ring, position
from tests.helpers import KEYS, mapping, moved


def test_by_the_definition():
    ring = Ring(["a"], points=2)
    ring.add("b", weight=3)
    points = sorted([(position(f"a#{i}"), "a") for i in range(2)] + [(position(f"b#{i}"), "b") for i in range(6)])

    for key in KEYS[:100]:
        after = [node for place, node in points if place > position(key)]
        assert ring.get(key) == (after[0] if after else points[0][1])


def test_more_weight_only_takes():
    ring = Ring("abc")
    before = mapping(ring)

    ring.add("b", weight=2)

    changes = moved(before, mapping(ring))
    assert changes
    assert {new for _, new in changes.values()} == {"b"}


def test_less_weight_only_gives():
    ring = Ring("abc")
    ring.add("b", weight=4)
    before = mapping(ring)

    ring.add("b", weight=1)

    assert {old for old, _ in moved(before, mapping(ring)).values()} == {"b"}
    assert mapping(ring) == mapping(Ring("abc"))


def test_weights():
    ring = Ring("ab")
    ring.add("b", weight=2)

    assert [ring.weight_of("a"), ring.weight_of("b")] == [1, 2]
    ring.add("b")
    assert ring.weight_of("b") == 1
    with raises(KeyError):
        ring.weight_of("c")
    before = mapping(ring)
    for node in "bc":
        for weight in (0, -1, 1.5):
            with raises(ValueError):
                ring.add(node, weight=weight)
    assert ring.nodes == ["a", "b"]
    assert mapping(ring) == before


def test_all_points_leave():
    ring = Ring("a")
    ring.add("b", weight=5)

    ring.remove("b")

    assert set(mapping(ring).values()) == {"a"}
    with raises(KeyError):
        ring.weight_of("b")


def test_replicas_with_weights():
    ring = Ring("a", points=1)
    ring.add("b", weight=50)

    assert all(sorted(ring.get_several(key, 2)) == ["a", "b"] for key in KEYS)
