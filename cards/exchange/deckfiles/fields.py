"""Values of a deck file's YAML, each read as the type it must have; what does not fit becomes a Problem."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_RULE = "lower-case letters and digits joined by single hyphens"
SEEN = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
# Tabs, byte order marks, `!` or `?` alone and `|#` mean something else to libyaml.
READ_OTHERWISE = re.compile("[\t\ufeff!?]|[|>]#")
QUICK_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Report = Callable[[int, str], None]
"""Takes a line number and a message."""


@dataclass
class Fields:
    """The keys of one YAML mapping. `lines` has the line of each key, `line` that of the mapping."""

    values: Mapping[str, Any]
    line: int
    report: Report
    lines: Mapping[str, int] = field(default_factory=dict)
    where: str = ""

    def problem(self, key: str, message: str) -> None:
        self.report(self.lines.get(key, self.line), f"{self.where}{key}: {message}")

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        for key in self.values:
            if key not in known:
                self.problem(key, f"unknown key; expected one of {', '.join(known)}")

    def require(self, *keys: str) -> None:
        for key in keys:
            if key not in self.values:
                self.report(self.line, f"{self.where}{key}: is missing")

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            self.problem(key, f"expected text, found {value!r}; put it in double quotes")
            return default
        return value.strip()

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value and value not in choices:
            self.problem(key, f"expected one of {', '.join(choices)}, found “{value}”")
            return default
        return value

    def slug(self, key: str) -> str:
        value = self.text(key)
        if value and not SLUG.fullmatch(value):
            self.problem(key, f"expected {SLUG_RULE}, found “{value}”")
        return value

    def whole(self, key: str, smallest: int, largest: int) -> int | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not smallest <= value <= largest:
            self.problem(key, f"expected a whole number from {smallest} to {largest}, found {value!r}")
            return None
        return value

    def minutes(self, key: str) -> float:
        value = self.values.get(key)
        if value is None:
            return 1
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 240:
            self.problem(key, f"expected a number of minutes above 0 and up to 240, found {value!r}")
            return 1
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.problem(key, f"expected true or false, found {value!r}")
            return False
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None:
            return None
        if type(value) is not date:
            self.problem(key, f"expected a date like 2026-11-23, found {value!r}")
            return None
        return value

    def seen(self, key: str) -> str:
        value = self.values.get(key)
        text = value.isoformat() if type(value) is date else value
        if not isinstance(text, str) or not SEEN.fullmatch(text):
            self.problem(key, "expected the day it was read, like 2026-11-23")
            return ""
        return text

    def words(self, key: str, choices: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.problem(key, f"expected a list like [one, two], found {value!r}")
            return ()
        words: list[str] = []
        for word in value:
            if not isinstance(word, str):
                self.problem(key, f"expected words, found {word!r}; put it in double quotes")
            elif choices and word not in choices:
                self.problem(key, f"expected some of {', '.join(choices)}, found “{word}”")
            elif word in words:
                self.problem(key, f"“{word}” stands there twice")
            else:
                words.append(word)
        return tuple(words)

    def mapping(self, key: str) -> dict[str, Any]:
        value = self.values.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            self.problem(key, "expected a mapping of names to values")
            return {}
        return value

    def mappings(self, key: str) -> list[dict[str, Any]]:
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.problem(key, "expected a list of mappings like `- {slug: …, title: …}`")
            return []
        return value


def _loader(text: str) -> type[yaml.SafeLoader | yaml.CSafeLoader]:
    """libyaml's, which takes a sixth of the time, where the two read alike."""
    return yaml.SafeLoader if READ_OTHERWISE.search(text) else QUICK_LOADER


def load_yaml(text: str, line: int, report: Report) -> Any:
    """safe_load with every way of failing reported on its line; None when it failed."""
    with suppress(yaml.YAMLError, ValueError, RecursionError):
        return yaml.load(text, _loader(text))  # noqa: S506 - both are safe
    try:
        return yaml.safe_load(text)  # once more, for what Python's says of it and where
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context
        report(line + (mark.line if mark else 0), f"not valid YAML: {reason}; quote text that holds : # or brackets")
    except RecursionError:
        report(line, "not valid YAML: nested too deeply")
    except (yaml.YAMLError, ValueError) as error:
        report(line, f"not valid YAML: {error}")
    return None


def key_lines(text: str, first_line: int, report: Report) -> dict[str, int]:
    """The line of each top-level key of YAML text that is known to load; keys given twice are reported.

    Also the line of each item one level below, as `stages.0` in a list and `sources.SELF` in a mapping.
    """
    node = yaml.compose(text, _loader(text))
    lines: dict[str, int] = {}
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        line = first_line + key.start_mark.line
        if key.value in lines:
            report(line, f"{key.value}: stands there twice")
        lines[key.value] = line
        for name, item in _items(value):
            line = first_line + item.start_mark.line
            if f"{key.value}.{name}" in lines:
                report(line, f"{key.value}: {name} stands there twice")
            lines[f"{key.value}.{name}"] = line
    return lines


def _items(node: yaml.Node) -> Iterator[tuple[int | str, yaml.Node]]:
    if isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)
    elif isinstance(node, yaml.MappingNode):
        yield from ((key.value, key) for key, _ in node.value)
