"""Form data with brackets."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus, unquote_plus

DEEPEST = 5

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
IN_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
INDEX = re.compile(r"0|[1-9][0-9]*")


def encode(params: Mapping[str, Any]) -> str:
    return "&".join(
        f"{name}={quote_plus(value)}" for key, item in params.items() for name, value in _pairs(_quoted(key), item)
    )


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """The encoded name and the plain value of everything inside."""
    if value is None or value in ("", [], (), {}):
        yield name, ""
    elif isinstance(value, bool):  # before int, which it is, too
        yield name, "true" if value else "false"
    elif isinstance(value, int | str):
        yield name, str(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _pairs(f"{name}[{_quoted(key)}]", item)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _pairs(f"{name}[{index}]", item)
    else:
        raise TypeError(f"form data has no {type(value).__name__}")


def _quoted(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a name is a text, found {key!r}")
    if not key or "[" in key or "]" in key:
        raise ValueError(f"not a name: {key!r}")
    return quote_plus(key)


def decode(body: str) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for pair in body.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            _put(root, _path(_plain(name)), _plain(value))
    return {name: _with_lists(value) for name, value in root.items()}


def _plain(text: str) -> str:
    return unquote_plus(text, errors="strict")


def _path(name: str) -> list[str]:
    match = NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"malformed name: {name!r}")
    path = [match[1], *IN_BRACKETS.findall(match[2])]
    if len(path) > DEEPEST or "" in path[:-1]:
        raise ValueError(f"too deep, or [] before the end: {name!r}")
    return path


def _put(root: dict[str, Any], path: list[str], value: str) -> None:
    appends = path[-1] == ""
    *parents, last = path[:-1] if appends else path
    node = root
    for name in parents:
        node = node.setdefault(name, {})
        if not isinstance(node, dict):
            raise ValueError(f"{name!r} is both a value and a dictionary")
    if appends:
        items = node.setdefault(last, [])
        if not isinstance(items, list):
            raise ValueError(f"{last!r} is both a list and something else")
        items.append(value)
    elif last in node:
        raise ValueError(f"{last!r} stands there twice")
    else:
        node[last] = value


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    items = {name: _with_lists(item) for name, item in value.items()}
    if not all(name.isdigit() for name in items):
        return items
    numbering = sorted(items, key=int)
    if [int(name) for name in numbering] != list(range(len(items))):
        return items
    return [items[name] for name in numbering]
