"""Rate limiters over a window that slides."""

from collections.abc import Callable, Hashable


class SlidingLog:
    """Exact: remembers the time of every allowed request."""

    def __init__(self, limit: int, window: float, clock: Callable[[], float]) -> None:
        raise NotImplementedError

    def allow(self, key: Hashable) -> bool:
        raise NotImplementedError
