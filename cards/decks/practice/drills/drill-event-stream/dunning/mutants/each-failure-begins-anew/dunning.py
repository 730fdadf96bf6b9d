"""When to try failed payments again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RETRY, FINAL_RETRY, RETRY_NOW, MARK = "retry", "final_retry", "retry_now", "mark_uncollectible"

FAILED, UPDATED = "failed", "card_updated"
SETTLING = {"paid", "void"}


@dataclass(frozen=True)
class Event:
    id: str
    day: int
    invoice: str
    type: str
    seq: int = 0


@dataclass(frozen=True, order=True)
class Action:
    day: int
    invoice: str
    kind: str


def plan(events: Iterable[Event], horizon: int, offsets: Sequence[int] = (1, 3, 5, 7)) -> list[Action]:
    if not offsets or any(later <= earlier for earlier, later in zip((0, *offsets), offsets)):
        raise ValueError("offsets are whole days from 1 on, increasing")
    by_invoice: defaultdict[str, list[Event]] = defaultdict(list)
    for event in {event.id: event for event in events}.values():
        by_invoice[event.invoice].append(event)

    actions = [
        Action(day, invoice, kind)
        for invoice, its_events in by_invoice.items()
        for day, kind in _actions(its_events, offsets).items()
        if day <= horizon
    ]
    return sorted(actions)


def _actions(events: Iterable[Event], offsets: Sequence[int]) -> dict[int, str]:
    """What is to be done for one invoice, by day."""
    failed_on = None
    settled_on = float("inf")
    updates = set()
    for event in sorted(events, key=lambda event: (event.day, event.seq)):
        if event.type in SETTLING:
            settled_on = event.day
            break
        if event.type == FAILED:
            failed_on = event.day
        elif event.type == UPDATED and failed_on is not None:
            updates.add(event.day)
    if failed_on is None:
        return {}

    mark_on = failed_on + offsets[-1] + 1
    while mark_on in updates:
        mark_on += 1
    kinds = {day: RETRY_NOW for day in updates if day < mark_on}
    kinds |= {failed_on + offset: RETRY for offset in offsets}
    kinds |= {failed_on + offsets[-1]: FINAL_RETRY, mark_on: MARK}
    return {day: kind for day, kind in kinds.items() if day < settled_on}
