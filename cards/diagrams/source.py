"""The lines of a diagram's text, and what is wrong with them."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from cards.diagrams.canvas import Label

LONGEST_SOURCE = 4_000
LONGEST_TITLE = 200
LONGEST_LABEL = 160
MOST_LINES = 40
MOST_IN_ROW = 6

ARROW = re.compile(r"(.+?) (->|--|-x) (.+?)(?:: (.*))?")
HOLES = re.compile("[⸨⸩\U000f0000-\U000ffffd]|\\{\\{c\\d")
"""What stands for a gap of a cloze text."""


class DiagramError(ValueError):
    """What is wrong, and in which line of the diagram, counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Line:
    number: int
    text: str


def read_head(source: str, types: Collection[str]) -> tuple[str, str, list[Line]]:
    if len(source) > LONGEST_SOURCE:
        raise DiagramError(1, f"the diagram is longer than {LONGEST_SOURCE} characters")
    if HOLES.search(source):
        raise DiagramError(1, "a gap cannot stand in a diagram")
    lines = [Line(number, text.strip()) for number, text in enumerate(source.split("\n"), 1) if text.strip()]
    if len(lines) > MOST_LINES:
        raise DiagramError(lines[MOST_LINES].number, f"a diagram has at most {MOST_LINES} lines")
    title = lines[0].text.removeprefix("title:").strip() if lines else ""
    if not title or not lines[0].text.startswith("title:"):
        raise DiagramError(1, "the first line must be “title: …” and say what the picture shows")
    if len(title) > LONGEST_TITLE:
        raise DiagramError(lines[0].number, f"the title is longer than {LONGEST_TITLE} characters")
    if len(lines) < 2 or lines[1].text not in types:
        raise DiagramError(lines[min(1, len(lines) - 1)].number, f"the second line must be one of {', '.join(types)}")
    return title, lines[1].text, lines[2:]


def label_of(line: int, text: str) -> Label:
    text = text.strip()
    key = text.startswith("*")
    lines = tuple(part.strip() for part in text.removeprefix("*").split(" / "))
    if not all(lines):
        raise DiagramError(line, "a label is empty")
    if len(text) > LONGEST_LABEL:
        raise DiagramError(line, f"“{text[:30]}…” is longer than {LONGEST_LABEL} characters")
    return Label(lines, key)


def check_width(line: int, label: Label, width: float) -> None:
    if label.width > width:
        message = f"“{' / '.join(label.lines)}” is too wide here; break it with “ / ”"
        raise DiagramError(line, message)


def cells(line: Line, text: str) -> list[str]:
    cells = [cell.strip() for cell in text.split("|")]
    if len(cells) > MOST_IN_ROW:
        raise DiagramError(line.number, f"at most {MOST_IN_ROW} in a row")
    return cells
