"""Plans transfers between accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Transfer:
    source: str
    target: str
    amount: int


def rebalance(balances: Mapping[str, int], minimum: int, own: Mapping[str, int] = NOBODY) -> list[Transfer]:
    if not set(own) <= set(balances):
        raise ValueError(f"no such accounts: {sorted(set(own) - set(balances))}")
    spare = {account: balance - own.get(account, minimum) for account, balance in sorted(balances.items())}
    needs = [[account, -amount] for account, amount in spare.items() if amount < 0]
    gives = [[account, amount] for account, amount in spare.items() if amount > 0]
    transfers = []
    while needs and gives:
        need, give = needs[0], gives[0]
        amount = min(need[1], give[1])
        transfers.append(Transfer(give[0], need[0], amount))
        # Each transfer finishes at least one of the two, hence fewer transfers than accounts.
        for entries, entry in ((needs, need), (gives, give)):
            entry[1] -= amount
            if entry[1] == 0:
                entries.pop(0)
    return transfers


def settle(balances: Mapping[str, int]) -> list[Transfer]:
    if not balances:
        return []
    share, left_over = divmod(sum(balances.values()), len(balances))
    own = {account: share + 1 for account in sorted(balances)[:left_over]}
    return rebalance(balances, share, own)
