import random
from lib.checks import raises
from tests.helpers import after, same_for_all
from transfers import rebalance


def check(balances, minimum):
    now = after(balances, rebalance(balances, minimum), same_for_all(balances, minimum))
    assert min(now.values()) >= minimum, (balances, minimum)


def test_several_donors_for_one():
    check({"a": 0, "b": 60, "c": 60}, 40)
    check({"a": 0, "b": 41, "c": 41, "d": 41, "e": 100}, 40)


def test_one_donor_for_several():
    check({"a": 0, "b": 0, "c": 0, "d": 400}, 100)


def test_exactly_enough():
    check({"a": 0, "b": 200}, 100)
    check({"a": 0, "b": 150, "c": 150}, 100)


def test_one_too_little():
    for balances in ({"a": 0, "b": 199}, {"a": 0, "b": 150, "c": 149}, {"a": 99}, {"a": 0, "b": 1_000, "c": -900}):
        with raises(ValueError):
            rebalance(balances, 100)


def test_negative_balances_and_minimums():
    check({"a": -50, "b": 200}, 0)
    check({"a": -50, "b": 0}, -25)
    check({"a": -50, "b": 60}, -10)


def test_nobody_and_one():
    assert rebalance({}, 5) == []
    assert rebalance({"a": 5}, 5) == []
    assert rebalance({"a": 500}, 5) == []


def test_the_argument_is_not_changed():
    balances = {"a": 0, "b": 20}

    rebalance(balances, 10)

    assert balances == {"a": 0, "b": 20}


def test_many():
    chance = random.Random(7)
    for _ in range(60):
        balances = {f"acct_{n}": chance.randint(-50, 200) for n in range(chance.randint(1, 8))}
        check(balances, sum(balances.values()) // len(balances))
        with raises(ValueError):
            rebalance(balances, sum(balances.values()) // len(balances) + 1)
