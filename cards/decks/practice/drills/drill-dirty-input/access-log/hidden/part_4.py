from access import Histogram, percentile
from lib.checks import raises


def histogram_of(values):
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    return histogram


def test_the_ends_of_buckets():
    for value, end in ((0, 0), (1, 1), (2, 3), (3, 3), (4, 7), (7, 7), (8, 15), (1_000, 1_023), (1_024, 2_047)):
        assert histogram_of([value]).percentile(50) == end, value


def test_nothing_and_out_of_range():
    assert Histogram().percentile(95) is None
    for p in (-1, 101):
        with raises(ValueError):
            Histogram().percentile(p)
        with raises(ValueError):
            histogram_of([1]).percentile(p)


def test_negative_durations():
    histogram = Histogram()

    with raises(ValueError):
        histogram.add(-1)

    assert histogram.percentile(50) is None


def test_it_is_the_end_of_the_bucket_of_the_exact_one():
    values = [(n * n * 7) % 1_000 for n in range(300)]
    histogram = histogram_of(values)

    for p in range(0, 101, 5):
        exact = percentile(values, p)
        assert exact <= histogram.percentile(p) <= max(0, 2 * exact - 1), p


def test_all_in_one_bucket():
    histogram = histogram_of([100] * 1_000)

    assert [histogram.percentile(p) for p in (0, 1, 50, 100)] == [127] * 4
