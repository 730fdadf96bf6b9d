"""A server without a network: it answers, refuses, or loses what it was sent, exactly as a test has planned."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PASS = "pass"
LOST_REQUEST = "lost request"
LOST_REPLY = "lost reply"


class Timeout(Exception):
    """No answer came. Whether the server has done the work cannot be known from here."""


@dataclass
class Request:
    method: str
    path: str
    params: dict[str, Any]
    body: Any
    headers: dict[str, str]


@dataclass
class Response:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def header(self, name: str, default: str | None = None) -> str | None:
        lowered = {key.lower(): value for key, value in self.headers.items()}
        return lowered.get(name.lower(), default)


class FakeServer:
    def __init__(self, handler: Callable[[Request], Response]) -> None:
        self.handler = handler
        self.requests: list[Request] = []
        self._plan: list[str | Response] = []

    def plan(self, *steps: str | Response) -> None:
        """What happens to the next requests, one step a request."""
        self._plan += steps

    def send(
        self,
        method: str,
        path: str,
        params: dict[str, Any] | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """One attempt: a Response, or Timeout."""
        lowered = {name.lower(): value for name, value in (headers or {}).items()}
        request = Request(method, path, _copied(params or {}), _copied(body), lowered)
        self.requests.append(request)

        step = self._plan.pop(0) if self._plan else PASS
        if step == LOST_REQUEST:
            raise Timeout(f"{method} {path}")
        if isinstance(step, Response):
            return step
        response = self.handler(request)
        if step == LOST_REPLY:
            raise Timeout(f"{method} {path}")
        return Response(response.status, _copied(response.body), dict(response.headers))


def _copied(value: Any) -> Any:
    """As it would arrive on the other side."""
    return json.loads(json.dumps(value))
