import random
from transfers import rebalance


def some_balances(seed):
    chance = random.Random(seed)
    balances = {f"acct_{n}": chance.randint(0, 20) for n in range(chance.randint(2, 9))}
    return balances, sum(balances.values()) // len(balances)


def test_the_bound_and_who_is_in_it():
    for seed in range(60):
        balances, minimum = some_balances(seed)
        transfers = rebalance(balances, minimum)

        sources = {transfer.source for transfer in transfers}
        targets = {transfer.target for transfer in transfers}
        assert len(transfers) <= len(balances) - 1
        assert all(balances[name] > minimum for name in sources)
        assert all(balances[name] < minimum for name in targets)


def test_nobody_receives_more_than_it_needs():
    for seed in range(40):
        balances, minimum = some_balances(seed)
        received = dict.fromkeys(balances, 0)
        for transfer in rebalance(balances, minimum):
            received[transfer.target] += transfer.amount
        assert received == {name: max(0, minimum - balance) for name, balance in balances.items()}


def test_the_same_plan_for_every_order():
    for seed in range(20):
        balances, minimum = some_balances(seed)
        expected = rebalance(balances, minimum)
        names = list(balances)
        for _ in range(5):
            random.Random(seed).shuffle(names)
            assert rebalance({name: balances[name] for name in names}, minimum) == expected


def test_ties():
    names = ["b", "d", "a", "c"]
    balances = {"a": 0, "b": 0, "c": 10, "d": 10}

    assert rebalance({name: balances[name] for name in names}, 5) == rebalance(balances, 5)
