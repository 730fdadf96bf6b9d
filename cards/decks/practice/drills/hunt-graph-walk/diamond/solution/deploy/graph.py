"""Which service depends on which."""

from collections.abc import Iterator


class Graph:
    def __init__(self) -> None:
        self._dependencies: dict[str, set[str]] = {}

    def add(self, service: str, *dependencies: str) -> None:
        """May be called several times for a service. Dependencies are services, too."""
        self._dependencies.setdefault(service, set()).update(dependencies)
        for dependency in dependencies:
            self._dependencies.setdefault(dependency, set())

    def __iter__(self) -> Iterator[str]:
        """All services, by name."""
        return iter(sorted(self._dependencies))

    def __len__(self) -> int:
        return len(self._dependencies)

    def dependencies_of(self, service: str) -> list[str]:
        """By name, so that plans don't change from run to run."""
        return sorted(self._dependencies[service])

    def dependents_of(self, service: str) -> list[str]:
        """Who needs this service itself, by name."""
        return [name for name in self if service in self._dependencies[name]]
