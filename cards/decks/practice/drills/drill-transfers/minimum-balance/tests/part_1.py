from lib.checks import raises
from tests.helpers import after, same_for_all
from transfers import rebalance


def test_everybody_has_enough():
    balances = {"a": 80, "b": 120, "c": 110, "d": 100, "e": 90}

    now = after(balances, rebalance(balances, 100), same_for_all(balances, 100))

    assert min(now.values()) >= 100


def test_nothing_to_do():
    assert rebalance({"a": 100, "b": 101}, 100) == []


def test_impossible():
    with raises(ValueError):
        rebalance({"a": 1, "b": 2}, 10)
