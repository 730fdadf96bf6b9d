"""Sends requests for one merchant."""

from collections.abc import Callable
from sync.auth import Signer
from sync.request import Reply, Request
from sync.tokens import Vault
from sync.trace import Tracer, log_line
from typing import Any

Send = Callable[[Request], Reply]


class ApiError(Exception):
    def __init__(self, status: int, path: str) -> None:
        super().__init__(f"{path}: {status}")
        self.status = status


class Client:
    def __init__(self, merchant: str, vault: Vault, send: Send) -> None:
        self._middleware = [Signer(vault, merchant), Tracer(merchant)]
        self._send = send
        self.log: list[str] = []

    def get(self, path: str, headers: dict[str, str] | None = None, params: dict[str, str] | None = None) -> Any:
        if headers is None:
            request = Request("GET", path, params=params)
        else:
            request = Request("GET", path, headers, params)
        for step in self._middleware:
            request = step(request)
        reply = self._send(request)
        self.log.append(log_line(request, reply.status))
        if reply.status != 200:
            raise ApiError(reply.status, path)
        return reply.body

    def balance(self, headers: dict[str, str] | None = None) -> int:
        return self.get("/v1/balance", headers)["available"]

    def payouts(self, since: str) -> list[dict[str, Any]]:
        return self.get("/v1/payouts", params={"since": since})["data"]
