from exporter import BadInput, read_points
from lib.checks import raises
from tests.helpers import files_with, point


def test_the_equator_and_greenwich():
    assert read_points(files_with([point(0, 0), point(0.0, -0.0)])) == ([[0, 0], [0.0, 0.0]], 0)


def test_the_edges_of_the_world():
    edges = [point(90, 180), point(-90, -180)]
    beyond = [point(90.001, 0), point(-90.001, 0), point(0, 180.001), point(0, -181)]

    assert read_points(files_with(edges + beyond)) == ([[90, 180], [-90, -180]], 4)


def test_what_is_no_point():
    for item in (
        None,
        5,
        "x",
        [],
        {},
        point(None, 1),
        point(1, None),
        point(True, 1),
        point(1, False),
        point([], {}),
        point(float("nan"), 1),
        point(1, float("inf")),
    ):
        assert read_points(files_with([item, point(1, 2)])) == ([[1, 2]], 1), item


def test_the_limit_counts_good_points():
    points = [point(99, 0), point(1, 1), point(99, 0), point(2, 2), point(3, 3), point(99, 0)]

    assert read_points(files_with(points, limit=2)) == ([[1, 1], [2, 2]], 3)
    assert read_points(files_with(points, limit=3)) == ([[1, 1], [2, 2], [3, 3]], 3)
    assert read_points(files_with(points, limit=99))[1] == 3


def test_limits_that_are_none():
    for limit in (0, -1, 1.5, "2", True, [1]):
        with raises(BadInput) as caught:
            read_points(files_with([], limit=limit))
        assert "config.json" in str(caught.error)


def test_a_limit_may_be_absent():
    assert len(read_points(files_with([point(1, 1)] * 5))[0]) == 5
    assert len(read_points(files_with([point(1, 1)] * 5, limit=None))[0]) == 5


def test_files_that_are_not_what_they_should_be():
    good = files_with([])
    for name, texts in {
        "config.json": ["", "[]", "5", "{}", '{"input": 5}', "{"],
        "points.json": ["", "{}", "null", "[", '"x"'],
    }.items():
        for text in texts:
            with raises(BadInput) as caught:
                read_points({**good, name: text})
            assert name in str(caught.error), text
    with raises(BadInput):
        read_points({})


def test_no_points():
    assert read_points(files_with([])) == ([], 0)
