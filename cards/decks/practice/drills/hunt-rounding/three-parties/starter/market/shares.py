"""An amount, shared by parts."""


def share(amount: int, parts: dict[str, int]) -> dict[str, int]:
    """What each party gets, in the order of names."""
    total = sum(parts.values())
    return {party: round(amount * parts[party] / total) for party in sorted(parts)}
