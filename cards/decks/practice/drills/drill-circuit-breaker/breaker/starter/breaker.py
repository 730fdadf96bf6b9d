"""A circuit breaker."""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class Open(Exception):
    """Nothing was called."""


class Refused(Exception):
    """The service is well and has said no."""


class Breaker:
    def __init__(self, clock: Callable[[], float], failures: int = 3, cooldown: float = 30) -> None:
        raise NotImplementedError

    @property
    def state(self) -> str:
        raise NotImplementedError

    def call(self, function: Callable[[], Result]) -> Result:
        raise NotImplementedError
