from transfers import rebalance


def test_fewer_transfers_than_accounts():
    assert len(rebalance({"a": 0, "b": 0, "c": 15, "d": 25}, 10)) <= 3


def test_the_same_plan_in_any_order():
    first = {"a": 0, "b": 0, "c": 10, "d": 20}
    second = {"d": 20, "b": 0, "c": 10, "a": 0}

    assert rebalance(first, 5) == rebalance(second, 5)
