from access import Histogram


def test_the_upper_end_of_a_bucket():
    histogram = Histogram()
    for ms in (0, 1, 5, 40):
        histogram.add(ms)

    assert [histogram.percentile(p) for p in (0, 50, 75, 100)] == [0, 1, 7, 63]
