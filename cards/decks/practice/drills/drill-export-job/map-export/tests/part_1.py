from exporter import BadInput, read_points
from lib.checks import raises
from tests.helpers import files_with, point


def test_good_points_in_their_order():
    assert read_points(files_with([point(53.5, 9.9), point(-33.8, 151.2)])) == ([[53.5, 9.9], [-33.8, 151.2]], 0)


def test_bad_points_are_skipped_and_counted():
    points = [point(91, 0), point(1, 2), {"lat": 3}, point("4", 5)]

    assert read_points(files_with(points)) == ([[1, 2]], 3)


def test_a_missing_file():
    with raises(BadInput) as caught:
        read_points({"config.json": '{"input": "nowhere.json"}'})

    assert "nowhere.json" in str(caught.error)
