"""From a method and a path to the name of a route."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional
from urllib.parse import unquote


class NotFound(Exception):
    """No route has this path."""


class MethodNotAllowed(Exception):
    """There are routes with this path, for other methods."""

    def __init__(self, allowed: list[str]) -> None:
        super().__init__(f"allowed: {', '.join(allowed)}")
        self.allowed = allowed


@dataclass
class Route:
    name: str
    parameters: list[str]


@dataclass
class Node:
    routes: dict[str, Route] = field(default_factory=dict)
    """By method; of patterns that end here."""
    static: dict[str, "Node"] = field(default_factory=dict)
    parameter: Optional["Node"] = None
    rest: Optional["Node"] = None

    def child(self, segment: str) -> "Node":
        """The node behind this segment of a pattern, made if there was none."""
        if segment.startswith(":"):
            self.parameter = self.parameter or Node()
            return self.parameter
        if segment.startswith("*"):
            self.rest = self.rest or Node()
            return self.rest
        return self.static.setdefault(segment, Node())


class Router:
    def __init__(self) -> None:
        self._root = Node()

    def add(self, method: str, pattern: str, name: str) -> None:
        segments = _split(pattern)
        names = [segment[1:] for segment in segments if segment[0] in ":*"]
        if "" in names or len(set(names)) < len(names):
            raise ValueError(f"parameters need a name each: {pattern}")
        if any(segment.startswith("*") for segment in segments[:-1]):
            raise ValueError(f"nothing comes after a rest: {pattern}")
        node = self._root
        for segment in segments:
            node = node.child(segment)
        if method.upper() in node.routes:
            raise ValueError(f"{method} {pattern} is there already")
        node.routes[method.upper()] = Route(name, names)

    def match(self, method: str, path: str) -> tuple[str, dict[str, Any]]:
        segments = [unquote(segment) for segment in _split(path.partition("?")[0])]
        allowed: set[str] = set()
        for node, values in _ends(self._root, segments, []):
            route = node.routes.get(method.upper())
            if route is not None:
                return route.name, dict(zip(route.parameters, values))
            allowed |= set(node.routes)
        if allowed:
            raise MethodNotAllowed(sorted(allowed))
        raise NotFound(path)


def _split(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _ends(node: Node, segments: Sequence[str], values: list[Any]) -> Iterator[tuple[Node, list[Any]]]:
    """Every node where this path may end, with the values on the way; the one that counts most comes first."""
    if not segments:
        yield node, values
        return
    first, others = segments[0], segments[1:]
    if first in node.static:
        yield from _ends(node.static[first], others, values)
        return
    if node.parameter is not None:
        yield from _ends(node.parameter, others, [*values, first])
    if node.rest is not None:
        yield node.rest, [*values, list(segments)]
