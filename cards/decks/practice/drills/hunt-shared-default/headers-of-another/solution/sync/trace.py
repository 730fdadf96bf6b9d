"""Notes of what a request went through, for the log."""

from sync.request import Request


class Tracer:
    """Numbers the requests of one client."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0

    def __call__(self, request: Request) -> Request:
        self._count += 1
        request.headers.setdefault("X-Request-Id", f"{self._name}-{self._count}")
        request.notes.append(f"traced as {request.headers['X-Request-Id']}")
        return request


def log_line(request: Request, status: int) -> str:
    """One line. Tokens are never logged."""
    return f"{request.method} {request.path} {status} ({', '.join(request.notes)})"
