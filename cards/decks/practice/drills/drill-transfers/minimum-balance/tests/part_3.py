from tests.helpers import after
from transfers import rebalance, settle


def test_minimums_of_their_own():
    balances = {"a": 0, "b": 100, "c": 100}
    minimums = {"a": 50, "b": 90, "c": 50}

    now = after(balances, rebalance(balances, 50, own={"b": 90}), minimums)

    assert now["a"] >= 50


def test_everybody_has_the_same():
    balances = {"a": 0, "b": 10, "c": 10}

    assert after(balances, settle(balances), {"a": 7, "b": 7, "c": 6}) == {"a": 7, "b": 7, "c": 6}
