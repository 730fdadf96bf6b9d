from lib.checks import raises
from money import allocate


def test_three_equal_shares():
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]


def test_the_largest_remainders_get_what_is_left():
    assert allocate(10, [1, 2, 4]) == [1, 3, 6]


def test_nothing_to_weigh():
    with raises(ValueError):
        allocate(1, [0, 0])
