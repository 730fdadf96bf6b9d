"""Nodes of a template. Each draws itself with the names that it is given."""

import html
from dataclasses import dataclass, field
from tmpl.filters import apply
from tmpl.names import Names, look_up
from typing import Any, Protocol


class Node(Protocol):
    def draw(self, names: dict[str, Any]) -> str:
        """Its text with these names."""


def draw_all(nodes: list[Node], names: dict[str, Any]) -> str:
    return "".join(node.draw(names) for node in nodes)


@dataclass
class Text:
    text: str

    def draw(self, names: Names) -> str:
        return self.text


@dataclass
class Value:
    path: str
    filters: list[str] = field(default_factory=list)

    def draw(self, names: Names) -> str:
        return html.escape(str(apply(look_up(names, self.path), self.filters)))


@dataclass
class If:
    path: str
    then: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)

    def draw(self, names: dict[str, Any]) -> str:
        return draw_all(self.then if look_up(names, self.path) else self.otherwise, names)


@dataclass
class For:
    name: str
    path: str
    body: list[Node] = field(default_factory=list)

    def draw(self, names: dict[str, Any]) -> str:
        items = list(look_up(names, self.path))
        drawn = []
        for index, item in enumerate(items, start=1):
            names[self.name] = item
            names["loop"] = {"index": index, "last": index == len(items)}
            drawn.append(draw_all(self.body, names))
        return "".join(drawn)


@dataclass
class With:
    name: str
    path: str
    body: list[Node] = field(default_factory=list)

    def draw(self, names: dict[str, Any]) -> str:
        return draw_all(self.body, {**names, self.name: look_up(names, self.path)})
