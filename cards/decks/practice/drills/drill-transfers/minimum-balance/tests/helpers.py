def after(balances, transfers, minimums):
    """The balances after all transfers, each of which is checked."""
    now = dict(balances)
    for transfer in transfers:
        assert transfer.amount > 0
        assert transfer.source != transfer.target
        now[transfer.source] -= transfer.amount
        now[transfer.target] += transfer.amount
        assert now[transfer.source] >= minimums[transfer.source], transfer
    assert sum(now.values()) == sum(balances.values())
    return now


def same_for_all(balances, minimum):
    return dict.fromkeys(balances, minimum)
