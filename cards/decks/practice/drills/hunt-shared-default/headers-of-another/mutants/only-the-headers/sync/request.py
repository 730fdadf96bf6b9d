"""A request, before it is sent."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any


class Request:
    """What will be sent. Middleware adds headers and notes to it."""

    def __init__(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
        notes: list[str] = [],
    ) -> None:
        if not path.startswith("/"):
            raise ValueError(f"a path begins with a slash: {path}")
        self.method = method.upper()
        self.path = path
        self.headers = dict(headers or {})
        self.params = dict(params or {})
        self.notes = notes

    def __repr__(self) -> str:
        return f"<{self.method} {self.path}>"
