"""The way in."""

from functools import lru_cache
from tmpl.nodes import Node, draw_all
from tmpl.parser import parse
from typing import Any


@lru_cache(maxsize=200)
def _parsed(source: str) -> tuple[Node, ...]:
    return tuple(parse(source))


def render(source: str, **names: Any) -> str:
    return render_with(source, names)


def render_with(source: str, names: dict[str, Any]) -> str:
    return draw_all(list(_parsed(source)), names)
