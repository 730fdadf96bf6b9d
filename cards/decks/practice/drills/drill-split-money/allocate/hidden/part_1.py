import random
from lib.checks import raises
from money import allocate


def test_the_sum_is_kept_and_nobody_is_far_off():
    chance = random.Random(1)
    for _ in range(500):
        weights = [chance.randint(0, 9) for _ in range(chance.randint(1, 7))]
        amount = chance.randint(-1_000, 1_000)
        if sum(weights):
            shares = allocate(amount, weights)
            assert sum(shares) == amount
            for share, weight in zip(shares, weights):
                assert abs(share * sum(weights) - amount * weight) < sum(weights), (amount, weights)


def test_a_weight_of_zero_gets_nothing():
    assert allocate(7, [0, 1, 1]) == [0, 4, 3]
    assert allocate(1, [0, 0, 5]) == [0, 0, 1]


def test_ties_go_to_the_earlier_one():
    assert allocate(5, [1, 1, 1]) == [2, 2, 1]
    assert allocate(1, [3, 3]) == [1, 0]


def test_who_lost_most_wherever_it_stands():
    assert allocate(100, [1, 1, 4]) == [17, 17, 66]
    assert allocate(10, [4, 2, 1]) == [6, 3, 1]
    assert allocate(3, [1, 5]) == [1, 2]
    assert allocate(7, [1, 8]) == [1, 6]


def test_negative_amounts_mirror():
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    for amount in range(200):
        assert allocate(-amount, [3, 1, 2]) == [-share for share in allocate(amount, [3, 1, 2])]


def test_large_amounts_are_exact():
    amount = 2**60 + 1

    assert allocate(amount, [1, 2]) == [amount // 3 + (amount % 3 == 2), amount - amount // 3 - (amount % 3 == 2)]


def test_weights_that_are_none():
    for weights in ([], [0], [0, 0], [1, -1], [2, -1]):
        with raises(ValueError):
            allocate(1, weights)


def test_types():
    for amount, weights in ((1.0, [1]), (True, [1]), ("1", [1]), (1, [0.5, 0.5]), (1, [True]), (1, ["1"])):
        with raises(TypeError):
            allocate(amount, weights)


def test_the_weights_are_not_changed():
    weights = [3, 1, 2]

    allocate(100, weights)

    assert weights == [3, 1, 2]
