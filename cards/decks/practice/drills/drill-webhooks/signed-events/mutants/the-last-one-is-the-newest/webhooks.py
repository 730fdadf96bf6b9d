"""Receives events."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

HEADER = "webhook-signature"

OK = 200
REFUSED = 400
BUSY = 409
TRY_AGAIN = 500


class BadSignature(Exception):
    """The payload was not sent by somebody who knows a secret, or too long ago."""


class BadEvent(ValueError):
    """Signed, and still not an event as documented."""


def verify(payload: bytes, header: str | None, secrets: Iterable[str], now: float, tolerance: float = 300) -> None:
    time, signatures = _parse_header(header or "")
    signed = time.encode() + b"." + payload
    expected = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets]
    # Every pair is compared, so that the time this takes tells nothing. As bytes: a stranger's text may be anything.
    matches = [hmac.compare_digest(right, given.encode(errors="replace")) for right in expected for given in signatures]
    if not any(matches):
        raise BadSignature("no signature is right")
    if abs(now - int(time)) > tolerance:
        raise BadSignature("sent too long ago, or in the future")


def _parse_header(header: str) -> tuple[str, list[str]]:
    pairs = [pair.strip().partition("=") for pair in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdecimal()) or len(times[0]) > 15:
        raise BadSignature("expected one time in digits")
    return times[0], signatures


@dataclass(frozen=True)
class Event:
    id: str
    type: str
    created: int
    object: dict[str, Any]

    @classmethod
    def parse(cls, payload: bytes) -> "Event":
        try:
            body = json.loads(payload)
            event = cls(body["id"], body["type"], body["created"], body["data"]["object"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadEvent("not an event") from error
        expected = ((event.id, str), (event.type, str), (event.created, int), (event.object, dict))
        if not all(type(value) is kind for value, kind in expected):
            raise BadEvent("a field has the wrong type")
        return event

    @property
    def subject(self) -> tuple[str, str] | None:
        """What it is about, as far as that can be told."""
        name = self.object.get("id")
        return (self.type.rpartition(".")[0] or self.type, name) if isinstance(name, str) else None


class Receiver:
    def __init__(
        self,
        secrets: Iterable[str],
        clock: Callable[[], float],
        handlers: Mapping[str, Callable[[dict[str, Any]], Any]],
    ) -> None:
        self._secrets = list(secrets)
        self._clock = clock
        self._handlers = handlers
        self._done: set[str] = set()
        self._being_handled: set[str] = set()
        self._newest: dict[tuple[str, str], int] = {}

    def receive(self, payload: bytes, headers: Mapping[str, str]) -> int:
        header = {name.lower(): value for name, value in headers.items()}.get(HEADER)
        try:
            verify(payload, header, self._secrets, self._clock())
            event = Event.parse(payload)
        except (BadSignature, BadEvent):
            return REFUSED
        if event.id in self._done or event.type not in self._handlers or self._is_old(event):
            return OK
        if event.id in self._being_handled:
            return BUSY
        return self._handle(event)

    def _handle(self, event: Event) -> int:
        self._being_handled.add(event.id)
        try:
            self._handlers[event.type](event.object)
        except Exception:
            return TRY_AGAIN
        finally:
            self._being_handled.discard(event.id)
        self._done.add(event.id)
        if event.subject is not None:
            self._newest[event.subject] = event.created
        return OK

    def _is_old(self, event: Event) -> bool:
        return event.subject in self._newest and event.created < self._newest[event.subject]
