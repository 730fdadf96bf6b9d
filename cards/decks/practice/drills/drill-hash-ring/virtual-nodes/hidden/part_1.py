from lib.checks import raises
from ring import Ring, position
from tests.helpers import KEYS, mapping


def owner(nodes, points, key):
    """By the definition, without a clever search."""
    all_points = sorted((position(f"{node}#{i}"), node) for node in set(nodes) for i in range(points))
    return next((node for place, node in all_points if place > position(key)), all_points[0][1])


def test_by_the_definition():
    for nodes, points in (("a", 1), ("ab", 1), ("abc", 3), ("abcde", 7)):
        ring = Ring(list(nodes), points)
        for key in KEYS[:150]:
            assert ring.get(key) == owner(nodes, points, key), (nodes, points, key)


def test_behind_the_last_point_comes_the_first():
    ring = Ring(["a", "b"], points=1)
    last = max(position("a#0"), position("b#0"))
    behind = [key for key in KEYS if position(key) > last]

    assert behind
    assert {ring.get(key) for key in behind} == {"b"}


def test_a_key_at_a_point_belongs_to_the_next():
    ring = Ring(["a", "b"], points=1)

    assert ring.get("a#0") == "b"
    assert ring.get("b#0") == "a"


def test_a_node_that_is_named_twice():
    assert mapping(Ring(["a", "b", "a"])) == mapping(Ring(["a", "b"]))


def test_the_load_is_balanced():
    owners = list(mapping(Ring(list("abcd"), points=200)).values())

    counts = [owners.count(node) for node in "abcd"]
    assert max(counts) < 2 * min(counts)


def test_too_few_points():
    for points in (0, -1):
        with raises(ValueError):
            Ring([], points)


def test_nodes_may_be_a_generator():
    assert Ring(node for node in "a").get("x") == "a"
