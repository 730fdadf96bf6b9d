"""What goes back to the client."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def with_headers(self, headers: dict[str, str]) -> "Answer":
        return Answer(self.status, self.text, self.headers | headers)


def too_many(wait: int) -> Answer:
    """`Retry-After` is in whole seconds, rounded up: who waits so long gets through."""
    return Answer(429, "slow down", {"Retry-After": str(max(1, -(-wait // 1_000)))})
