"""On which study day the queue asks for a card."""

from __future__ import annotations

from datetime import date


def planned_for(due: date | None, asked_again_on: date | None = None) -> date | None:
    """The due day, or an earlier one: never a later, which the database checks. None: the card has not been seen.

    `asked_again_on`: the day on which its meaning changed, where it has not been reviewed since.
    """
    if due is None or asked_again_on is None:
        return due
    return min(due, asked_again_on)
