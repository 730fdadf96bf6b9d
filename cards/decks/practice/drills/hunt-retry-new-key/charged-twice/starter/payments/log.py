"""A line for each operation."""

from dataclasses import dataclass, field


@dataclass
class PaymentLog:
    lines: list[str] = field(default_factory=list)

    def done(self, operation: str, subject: str) -> None:
        self.lines.append(f"{operation} {subject} 200")

    def failed(self, operation: str, subject: str, error: Exception) -> None:
        self.lines.append(f"{operation} {subject} {type(error).__name__}")
