"""Two whole numbers for each key, as long as somebody uses it."""

from collections.abc import Callable

IDLE = 120_000


class Store:
    """Stands for the shared store. It takes whole numbers only, and forgets a key two minutes after its last change."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._values: dict[str, tuple[int, int]] = {}
        self._changed: dict[str, int] = {}

    def get(self, key: str) -> tuple[int, int] | None:
        if key in self._values and self._clock() - self._changed[key] >= IDLE:
            del self._values[key], self._changed[key]
        return self._values.get(key)

    def set(self, key: str, first: int, second: int) -> None:
        if type(first) is not int or type(second) is not int:
            raise TypeError("the store keeps whole numbers")
        self._values[key] = (first, second)
        self._changed[key] = self._clock()
