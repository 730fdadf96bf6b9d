"""A client that keeps answers as long as the server says."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from lib.fake_http import Response, Timeout
from typing import Any

OUTAGE = {500, 502, 503, 504}
GONE = {404, 410}

Address = tuple[str, tuple[tuple[str, str], ...]]


class ApiError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the API answered {status}")
        self.status = status


class Changed(Exception):
    """Somebody else has changed it since we read it."""


@dataclass(frozen=True)
class Policy:
    """What `Cache-Control` says."""

    may_be_kept: bool
    fresh_for: int
    stale_for: int

    @classmethod
    def parse(cls, header: str) -> "Policy":
        pairs = (part.partition("=") for part in header.lower().split(","))
        directives = {name.strip(): value.strip() for name, _, value in pairs}

        def seconds(name: str) -> int:
            value = directives.get(name, "")
            return int(value) if value.isdecimal() else 0

        fresh_for = 0 if "no-cache" in directives else seconds("max-age")
        return cls("no-store" not in directives, fresh_for, seconds("stale-if-error"))


@dataclass(frozen=True)
class Kept:
    body: Any
    etag: str | None
    policy: Policy
    born: float

    def is_fresh(self, now: float) -> bool:
        return now - self.born < self.policy.fresh_for

    def may_cover_an_outage(self, now: float) -> bool:
        return now - self.born < self.policy.fresh_for + self.policy.stale_for


class CachedClient:
    def __init__(self, send: Callable[..., Response], clock: Callable[[], float]) -> None:
        self._send = send
        self._clock = clock
        self._kept: dict[Address, Kept] = {}

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        address = _address(path, params)
        kept = self._kept.get(address)
        asked = self._clock()
        if kept and kept.is_fresh(asked):
            return deepcopy(kept.body)
        condition = {"If-None-Match": kept.etag} if kept and kept.etag else {}
        try:
            response = self._send("GET", path, params=params, headers=condition)
        except Timeout:
            if kept and kept.may_cover_an_outage(self._clock()):
                return deepcopy(kept.body)
            raise
        if response.status >= 400 and kept and kept.may_cover_an_outage(self._clock()):
            return deepcopy(kept.body)
        if condition and response.status == 304:
            self._keep(address, response, asked, body=kept.body, before=kept)
            return deepcopy(kept.body)
        if response.status in GONE:
            self._kept.pop(address, None)
        if response.status != 200:
            raise ApiError(response.status)
        self._keep(address, response, asked, body=response.body)
        return deepcopy(response.body)

    def put(self, path: str, body: Any) -> Any:
        address = _address(path)
        kept = self._kept.get(address)
        condition = {"If-Match": kept.etag} if kept and kept.etag else {}
        asked = self._clock()
        try:
            response = self._send("PUT", path, body=body, headers=condition)
        except Timeout:
            self._forget(path)
            raise
        if response.status == 412:
            self._forget(path)
            raise Changed(path)
        if response.status != 200:
            raise ApiError(response.status)
        self._forget(path)
        self._keep(address, response, asked, body=response.body)
        return deepcopy(response.body)

    def _keep(self, address: Address, response: Response, asked: float, body: Any, before: Kept | None = None) -> None:
        header = response.header("Cache-Control")
        policy = before.policy if before and header is None else Policy.parse(header or "")
        if not policy.may_be_kept:
            self._kept.pop(address, None)
            return
        etag = response.header("ETag") or (before.etag if before else None)
        age = int(response.header("Age") or 0)
        self._kept[address] = Kept(body, etag, policy, born=asked - age)

    def _forget(self, path: str) -> None:
        self._kept = {address: kept for address, kept in self._kept.items() if address[0] != path}


def _address(path: str, params: Mapping[str, Any] | None = None) -> Address:
    return path, tuple(sorted((name, str(value)) for name, value in (params or {}).items()))
