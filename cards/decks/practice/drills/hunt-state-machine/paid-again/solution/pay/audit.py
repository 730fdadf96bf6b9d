"""What people should look at."""

from dataclasses import dataclass, field
from pay.events import Event


@dataclass
class Audit:
    illegal: list[tuple[Event, str]] = field(default_factory=list)
    """Each impossible event, with the status that the payment had."""

    def note_illegal(self, event: Event, status: str) -> None:
        self.illegal.append((event, status))

    def report(self) -> list[str]:
        return [
            f"{event.payment}: {status} to {event.status} (event {event.sequence})" for event, status in self.illegal
        ]
