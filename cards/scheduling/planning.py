"""On which study day the queue asks for a card."""

from __future__ import annotations

from datetime import date

from cards.scheduling.pacing import paced


def planned_for(
    due: date | None,
    asked_again_on: date | None = None,
    last_look: date | None = None,
    seen_on: date | None = None,
) -> date | None:
    """The due day, or an earlier one: never a later, which the database checks. None: the card has not been seen.

    `asked_again_on`: the day on which its meaning changed, where it has not been reviewed since. `last_look`: the day
    before an interview on which it is looked at, if it was last seen, on `seen_on`, before that.
    """
    if due is None:
        return None
    if last_look is not None and seen_on is not None:
        due = paced(due, last_look, seen_on)
    return due if asked_again_on is None else min(due, asked_again_on)
