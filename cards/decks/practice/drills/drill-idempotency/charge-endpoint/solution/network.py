"""The card network, as we see it. The tests bring one that answers, declines, times out and dies."""

from typing import Protocol


class NetworkTimeout(Exception):
    """No answer. The card may or may not have been charged."""


class Network(Protocol):
    def authorize(self, reference: str, amount: int, currency: str) -> str:
        """“approved”, or why not. A reference seen before gets the answer of the first time."""
        ...
