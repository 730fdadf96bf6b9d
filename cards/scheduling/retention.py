"""True retention: the share of reviews, on days they were due or later, in which the card was recalled."""

from __future__ import annotations


def share(passed: int, failed: int) -> float | None:
    """None where there is nothing to take a share of: no reviews is not 0 %."""
    reviews = passed + failed
    return passed / reviews if reviews else None
