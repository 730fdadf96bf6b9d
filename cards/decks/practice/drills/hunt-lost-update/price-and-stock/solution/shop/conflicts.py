"""Do it again when somebody else was faster."""

from collections.abc import Callable, Generator
from shop.store import Conflict
from typing import Any

MOST_TRIES = 8


class TooBusy(Exception):
    """Others were faster each time."""


def again_on_conflict(work: Callable[[], Generator[None, None, Any]]) -> Generator[None, None, Any]:
    """What the work returns. It starts from the beginning after a conflict, and so loads again."""
    for _ in range(MOST_TRIES):
        try:
            return (yield from work())
        except Conflict:
            yield
    raise TooBusy(f"gave up after {MOST_TRIES} tries")
