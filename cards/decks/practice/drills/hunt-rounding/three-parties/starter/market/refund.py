"""Postings of a refund."""

from market.ledger import Posting


class RefundTooLarge(Exception):
    pass


def refund(settled: list[Posting], amount: int) -> list[Posting]:
    """Take an amount back from all who got some, in proportion; a refund of everything takes everything back."""
    total = sum(posting.amount for posting in settled)
    if not 0 < amount <= total:
        raise RefundTooLarge(f"{amount} of {total}")
    taken = [posting.amount * amount // total for posting in settled]
    # What cutting off has left over comes from those who still have it, one cent each.
    missing = amount - sum(taken)
    for place, posting in enumerate(settled):
        if missing and taken[place] < posting.amount:
            taken[place] += 1
            missing -= 1
    return [
        Posting(posting.order, posting.account, -cents) for posting, cents in zip(settled, taken, strict=True) if cents
    ]
