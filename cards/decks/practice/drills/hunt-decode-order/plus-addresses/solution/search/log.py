"""The access log, for people to read."""

from search.text import decoded


class AccessLog:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, method: str, target: str, status: int) -> None:
        self.lines.append(f"{method} {decoded(target)} {status}")
