"""Receives batches of payout notices."""

from collections.abc import Mapping
from dataclasses import dataclass


class BadSignature(Exception):
    """The request was not signed by somebody who knows the secret."""


class BadBatch(ValueError):
    """Signed, and not a batch as documented."""


@dataclass(frozen=True)
class Notice:
    id: str
    payout: str
    version: int
    state: str
    cents: int
    currency: str


@dataclass(frozen=True)
class Problem:
    id: str | None
    field: str


def verify(path: str, headers: Mapping[str, str], payload: bytes, secrets: Mapping[str, str]) -> None:
    raise NotImplementedError
