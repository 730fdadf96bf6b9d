"""Lets clients repeat a request without having it handled twice."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

Handler = Callable[[dict[str, Any]], tuple[int, Any]]
"""Takes a request, returns status and body, or raises BadRequest."""

LONGEST_KEY = 255
ONE_DAY = 86_400


class BadRequest(Exception):
    """The request cannot be handled, and nothing has been done."""


class KeyReused(Exception):
    """The key belongs to a different request."""


class InFlight(Exception):
    """The first request with this key is still being handled."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    replayed: bool


@dataclass
class Record:
    """What is known of a key; no reply yet means that its request is being handled."""

    fingerprint: str
    began_at: float
    reply: Reply | None = None


class IdempotencyLayer:
    def __init__(self, clock: Callable[[], float], ttl: float = ONE_DAY) -> None:
        self._clock = clock
        self._ttl = ttl
        self._records: dict[tuple[str, str], Record] = {}

    def execute(self, account: str, key: str | None, request: dict[str, Any], handler: Handler) -> Reply:
        if key is None:
            return self._handle(request, handler)
        if not 1 <= len(key) <= LONGEST_KEY:
            raise BadRequest(f"an idempotency key has 1 to {LONGEST_KEY} characters")

        place = (account, key)
        fingerprint = fingerprint_of(request)
        record = self._records.get(place)
        if record is not None and not self._is_forgotten(record):
            return self._answer_again(record, fingerprint)

        # Claimed before the work begins: whoever comes meanwhile must find it.
        record = self._records[place] = Record(fingerprint, self._clock())
        try:
            record.reply = self._handle(request, handler)
        except BadRequest:
            del self._records[place]  # nothing has been done
            raise
        if record.reply.status == 500:
            del self._records[place]
        return replace(record.reply, body=deepcopy(record.reply.body))

    def _answer_again(self, record: Record, fingerprint: str) -> Reply:
        if record.fingerprint != fingerprint:
            raise KeyReused("the key was used for a different request")
        if record.reply is None:
            raise InFlight("the first request is still being handled")
        return Reply(record.reply.status, deepcopy(record.reply.body), replayed=True)

    def _handle(self, request: dict[str, Any], handler: Handler) -> Reply:
        try:
            status, body = handler(request)
            return Reply(status, deepcopy(body), replayed=False)
        except BadRequest:
            raise
        except Exception:
            return Reply(500, {"error": "api_error"}, replayed=False)

    def _is_forgotten(self, record: Record) -> bool:
        return record.reply is not None and self._clock() - record.began_at >= self._ttl


def fingerprint_of(request: dict[str, Any]) -> str:
    """Equal for requests that are the same JSON, whatever the order of keys."""
    return json.dumps(request, sort_keys=True, separators=(",", ":"))
