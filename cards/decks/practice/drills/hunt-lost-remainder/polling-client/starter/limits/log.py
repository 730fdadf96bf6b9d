"""What was asked, and what came of it."""

from collections import Counter


class RequestLog:
    """A line for each request: time in milliseconds, key, status."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str, int]] = []

    def add(self, now: int, key: str, status: int) -> None:
        self.lines.append((now, key, status))

    def share_refused(self, key: str) -> float:
        """Of this client's requests, from 0 to 1; 0 for a client that has not asked."""
        statuses = Counter(status for _, name, status in self.lines if name == key)
        return statuses[429] / max(1, statuses.total())

    def longest_silence(self, key: str) -> int:
        """Milliseconds between two of this client's requests that got through, at most."""
        passed = [now for now, name, status in self.lines if name == key and status != 429]
        return max((later - earlier for earlier, later in zip(passed, passed[1:])), default=0)
