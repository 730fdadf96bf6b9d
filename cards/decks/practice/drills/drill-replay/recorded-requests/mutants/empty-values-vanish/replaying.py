"""Sends recorded requests again."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from lib.fake_http import Response, Timeout
from typing import Any
from urllib.parse import parse_qsl, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
READS = {"GET", "HEAD"}
FIRST_FAILURE = 500


@dataclass
class Sent:
    line: int
    status: int | None
    copies: int = 1

    @property
    def is_done(self) -> bool:
        return self.status is not None and self.status < FIRST_FAILURE


@dataclass
class Replay:
    sent: list[Sent] = field(default_factory=list)
    malformed: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Recorded:
    method: str
    url: str
    headers: Mapping[str, str]
    body: Any

    @classmethod
    def parse(cls, line: str) -> "Recorded":
        """ValueError for whatever is not a request."""
        entry = json.loads(line)
        if not isinstance(entry, dict):
            raise ValueError("not an object")
        request = cls(entry.get("method"), entry.get("url"), entry.get("headers", {}), entry.get("body"))
        if not (isinstance(request.method, str) and isinstance(request.url, str)):
            raise ValueError("method or URL is missing")
        if not isinstance(request.headers, dict) or not all(isinstance(v, str) for v in request.headers.values()):
            raise ValueError("headers are an object of texts")
        address(request.url)
        return request

    def header(self, name: str) -> str:
        return {key.lower(): value for key, value in self.headers.items()}.get(name, "")

    def canonical(self) -> str:
        """The same text for requests that are the same."""
        parts = [self.method.upper(), address(self.url), self._canonical_body(), self.header("idempotency-key")]
        return json.dumps(parts, sort_keys=True)

    def _canonical_body(self) -> list[Any]:
        if self.body is None:
            return []
        if not isinstance(self.body, str):
            return ["json", self.body]
        if "json" in self.header("content-type").lower():
            try:
                return ["json", json.loads(self.body)]
            except ValueError:
                pass
        return ["text", self.body]


def address(url: str) -> list[Any]:
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an absolute URL: {url!r}")
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    params = sorted(parse_qsl(parts.query, errors="surrogateescape"), key=lambda pair: pair[0])
    name = parts.netloc.rpartition("@")[0]
    return [parts.scheme, name, parts.hostname, port, parts.path or "/", params]


def replay(lines: Iterable[str], send: Callable[..., Response]) -> Replay:
    result = Replay()
    latest: dict[str, Sent] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            request = Recorded.parse(line)
        except ValueError:
            result.malformed.append(number)
            continue
        same = request.canonical()
        if same in latest and latest[same].is_done:
            latest[same].copies += 1
            continue
        try:
            status = send(request.method, request.url, body=request.body, headers=request.headers).status
        except Timeout:
            status = None
        result.sent.append(Sent(number, status))
        if request.method.upper() not in READS:
            latest[same] = result.sent[-1]
    return result
