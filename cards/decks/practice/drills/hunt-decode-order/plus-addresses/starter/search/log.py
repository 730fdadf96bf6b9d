"""The access log, for people to read."""


class AccessLog:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, method: str, target: str, status: int) -> None:
        """The target as people read it, not as it was sent."""
        self.lines.append(f"{method} {target} {status}")
