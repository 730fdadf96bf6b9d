"""A queue of messages that are handed out and come back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Message:
    id: int
    body: Any
    receipt: Any
    attempt: int


class Queue:
    def __init__(self, clock: Callable[[], float], visibility: float = 30) -> None:
        raise NotImplementedError

    def send(self, body: Any, delay: float = 0) -> int:
        raise NotImplementedError

    def receive(self) -> Message | None:
        raise NotImplementedError

    def ack(self, receipt: Any) -> bool:
        raise NotImplementedError
