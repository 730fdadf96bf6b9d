"""The picture: boxes, labels and arrows as SVG, in units of a picture 340 wide, about a phone's column."""

import math
from dataclasses import dataclass
from html import escape

WIDTH = 340
EDGE = 6
"""Free space around the picture."""
LETTER = 6.6
LINE = 15
HEAD = 7

Point = tuple[float, float]


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: "Rect") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True)
class Label:
    lines: tuple[str, ...]
    key: bool = False

    @property
    def width(self) -> float:
        return max(len(line) for line in self.lines) * LETTER

    @property
    def height(self) -> float:
        return len(self.lines) * LINE


def box(rect: Rect, label: Label, css_class: str = "") -> str:
    name = css_class or ("box key" if label.key else "box")
    shape = (
        f'x="{number(rect.x)}" y="{number(rect.y)}" width="{number(rect.width)}" height="{number(rect.height)}" rx="6"'
    )
    return f'<rect class="{name}" {shape}/>{text_at(label, *rect.middle, "name")}'


def text_at(label: Label, x: float, y: float, css_class: str) -> str:
    """Lines of text around a point."""
    first = y - label.height / 2 + LINE - 3.5
    return "".join(
        f'<text class="{css_class}" x="{number(x)}" y="{number(first + index * LINE)}">{escape(line)}</text>'
        for index, line in enumerate(label.lines)
    )


def arrow(start: Point, end: Point, form: str) -> list[str]:
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1
    if form == "-x":
        end = x2, y2 = x1 + (x2 - x1) * 0.8, y1 + (y2 - y1) * 0.8
    css_class = "line lost" if form == "-x" else "line"
    line = f'<path class="{css_class}" d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"/>'
    if form == "--":
        return [line]
    if form == "-x":
        cross = f"M{number(x2 - 5)} {number(y2 - 5)}l10 10m0 -10l-10 10"
        return [line, f'<path class="line cross" d="{cross}"/>']
    back = (x2 - (x2 - x1) / length * HEAD, y2 - (y2 - y1) / length * HEAD)
    return [line, arrow_head(back, end, "head")]


def arrow_head(back: Point, tip: Point, css_class: str) -> str:
    dx, dy = tip[0] - back[0], tip[1] - back[1]
    one = (back[0] - dy * 0.55, back[1] + dx * 0.55)
    other = (back[0] + dy * 0.55, back[1] - dx * 0.55)
    path = "L".join(f"{number(x)} {number(y)}" for x, y in (tip, one, other))
    return f'<path class="{css_class}" d="M{path}Z"/>'


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
