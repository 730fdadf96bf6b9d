import random
from lib.checks import raises
from tests.helpers import after
from transfers import rebalance, settle


def test_who_must_keep_more_gives_less():
    with raises(ValueError):
        rebalance({"a": 0, "b": 100}, 50, own={"b": 51})
    assert [transfer.amount for transfer in rebalance({"a": 0, "b": 100}, 50, own={"b": 50})] == [50]


def test_who_needs_less_gets_less():
    assert [transfer.amount for transfer in rebalance({"a": 0, "b": 100}, 50, own={"a": 20})] == [20]
    assert rebalance({"a": 0, "b": 100}, 50, own={"a": 0}) == []


def test_who_may_go_below_zero():
    balances = {"a": 0, "b": 10}

    now = after(balances, rebalance(balances, 50, own={"b": -40}), {"a": 50, "b": -40})

    assert now == {"a": 50, "b": -40}


def test_names_that_are_no_accounts():
    for balances in ({}, {"a": 100}):
        with raises(ValueError):
            rebalance(balances, 5, own={"x": 1})


def test_own_is_not_changed():
    own = {"a": 20}

    rebalance({"a": 0, "b": 100}, 50, own=own)
    rebalance({"a": 0, "b": 100}, 50)

    assert own == {"a": 20}


def test_settling():
    for seed in range(60):
        chance = random.Random(seed)
        names = [f"acct_{n}" for n in range(chance.randint(1, 8))]
        chance.shuffle(names)
        balances = {name: chance.randint(-30, 30) for name in names}
        share, left_over = divmod(sum(balances.values()), len(balances))
        expected = {name: share + (number < left_over) for number, name in enumerate(sorted(names))}

        transfers = settle(balances)

        assert after(balances, transfers, dict.fromkeys(balances, -(10**9))) == expected
        assert len(transfers) <= len(balances) - 1
        assert not {item.source for item in transfers} & {item.target for item in transfers}
        assert settle(dict(reversed(balances.items()))) == transfers


def test_settling_nobody():
    assert settle({}) == []
    assert settle({"a": -5}) == []
