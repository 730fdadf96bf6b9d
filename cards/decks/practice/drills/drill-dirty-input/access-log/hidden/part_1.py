from access import percentile
from lib.checks import raises


def test_nearest_rank():
    assert percentile([1, 2, 3, 4], 50) == 2
    assert percentile([1, 2, 3, 4], 51) == 3
    assert percentile(range(1, 21), 95) == 19
    assert percentile([5], 0) == percentile([5], 50) == percentile([5], 100) == 5
    assert percentile([15, 20, 35, 40, 50], 30) == 20
    assert percentile([15, 20, 35, 40, 50], 40) == 20


def test_no_float_is_a_little_off():
    for count in (100, 200, 1_000):
        for p in range(1, 101):
            assert percentile(range(1, count + 1), p) == p * count // 100, (count, p)


def test_the_argument_is_not_changed():
    values = [3, 1, 2]
    percentile(values, 50)

    assert values == [3, 1, 2]
    assert percentile((value for value in values), 50) == 2


def test_out_of_range_also_for_nothing():
    for p in (-1, 101, 1_000):
        for values in ([], [1]):
            with raises(ValueError):
                percentile(values, p)
