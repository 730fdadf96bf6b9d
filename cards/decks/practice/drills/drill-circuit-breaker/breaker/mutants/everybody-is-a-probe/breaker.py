"""A circuit breaker."""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"


class Open(Exception):
    """Nothing was called. A probe may be let through in `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"try again in {retry_after} seconds")
        self.retry_after = retry_after


class Refused(Exception):
    """The service is well and has said no."""


class Breaker:
    def __init__(
        self,
        clock: Callable[[], float],
        failures: int = 3,
        cooldown: float = 30,
        successes: int = 2,
        longest: float = 300,
    ) -> None:
        self._clock = clock
        self._most_failures = failures
        self._first_cooldown = cooldown
        self._successes_needed = successes
        self._longest = longest
        self._probe_is_running = False
        self._period = 0
        self._close()

    @property
    def state(self) -> str:
        if self._opened_at is None:
            return CLOSED
        return OPEN if self._clock() < self._opened_at + self._cooldown else HALF_OPEN

    def call(self, function: Callable[[], Result]) -> Result:
        state, period = self.state, self._period
        if state == OPEN:
            raise Open(self._opened_at + self._cooldown - self._clock())
        if state == HALF_OPEN:
            self._probe_is_running = True
        try:
            result = function()
        except Refused:
            self._succeeded(state, period)
            raise
        except Exception:
            self._failed(state, period)
            raise
        finally:
            if state == HALF_OPEN:
                self._probe_is_running = False
        self._succeeded(state, period)
        return result

    def _succeeded(self, state: str, period: int) -> None:
        if (self.state, self._period) != (state, period):
            return
        self._failures = 0
        if state == HALF_OPEN:
            self._successes += 1
            if self._successes >= self._successes_needed:
                self._close()

    def _failed(self, state: str, period: int) -> None:
        if (self.state, self._period) != (state, period):
            return
        if state == HALF_OPEN:
            self._open(min(self._longest, 2 * self._cooldown))
            return
        self._failures += 1
        if self._failures >= self._most_failures:
            self._open(self._first_cooldown)

    def _close(self) -> None:
        self._period += 1
        self._opened_at: float | None = None
        self._cooldown = self._first_cooldown
        self._failures = self._successes = 0

    def _open(self, cooldown: float) -> None:
        self._period += 1
        self._opened_at = self._clock()
        self._cooldown = cooldown
        self._failures = self._successes = 0
