"""What is wrong with a manifest."""

from collections.abc import Sequence


class ManifestError(Exception):
    """Something that whoever wrote the manifest has to mend."""


class BadLine(ManifestError):
    def __init__(self, number: int, line: str) -> None:
        super().__init__(f"line {number}: expected `service: dependencies`, found {line!r}")


class Cycle(ManifestError):
    """Services that wait for each other; the first is named again at the end."""

    def __init__(self, services: Sequence[str]) -> None:
        super().__init__("cycle: " + " -> ".join(services))
        self.services = list(services)
