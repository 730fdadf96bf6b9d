"""Receives events."""

from collections.abc import Iterable


class BadSignature(Exception):
    """The payload was not sent by somebody who knows a secret, or too long ago."""


def verify(payload: bytes, header: str | None, secrets: Iterable[str], now: float, tolerance: float = 300) -> None:
    raise NotImplementedError
