"""How many cards come due in the days ahead, as planned now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date


def forecast(dues: Mapping[date, int], today: date, days: int = 30) -> list[int]:
    """Cards due on each of these days. The first is today, with everything overdue in it."""
    counts = [0] * days
    for due, cards in dues.items():
        ahead = max(0, (due - today).days)
        if ahead < days:
            counts[ahead] += cards
    return counts
