from access import percentile
from lib.checks import raises


def test_of_one_to_a_hundred():
    assert percentile(range(1, 101), 95) == 95


def test_edges():
    assert percentile([3, 1, 2], 0) == 1
    assert percentile([3, 1, 2], 100) == 3
    assert percentile([], 50) is None


def test_out_of_range():
    with raises(ValueError):
        percentile([1], 101)
