"""A ring of hashes, on which a key belongs to the next node clockwise."""

import math
import re

from cards.diagrams.canvas import EDGE, WIDTH, Label, Point, arrow_head, number, text_at
from cards.diagrams.source import DiagramError, Line, label_of

RADIUS = 88
RING_POINT = re.compile(r"(node|key) (.+?) @ (\d{1,3})")


def draw_ring(lines: list[Line]) -> tuple[list[str], float]:
    nodes, keys = _read_ring(lines)
    middle = (WIDTH / 2, EDGE + RADIUS + 26)
    parts = [f'<circle class="orbit" cx="{number(middle[0])}" cy="{number(middle[1])}" r="{RADIUS}"/>']
    for text, degrees, line in keys:
        owner = min(nodes, key=lambda node: (node[1] - degrees) % 360)
        parts += _arc(middle, degrees, (owner[1] - degrees) % 360)
        x, y = _on_ring(middle, degrees, RADIUS)
        parts.append(f'<circle class="dot" cx="{number(x)}" cy="{number(y)}" r="4"/>')
        parts += _ring_label(line, text, middle, degrees, "says", -34)
    for text, degrees, line in nodes:
        x, y = _on_ring(middle, degrees, RADIUS)
        parts.append(f'<circle class="node" cx="{number(x)}" cy="{number(y)}" r="7"/>')
        parts += _ring_label(line, text, middle, degrees, "name", 16)
    return parts, middle[1] + RADIUS + 26


def _read_ring(lines: list[Line]) -> tuple[list[tuple[Label, int, int]], list[tuple[Label, int, int]]]:
    points: dict[str, list[tuple[Label, int, int]]] = {"node": [], "key": []}
    for line in lines:
        match = RING_POINT.fullmatch(line.text)
        if not match or int(match[3]) >= 360:
            raise DiagramError(line.number, f"“{line.text[:40]}” is neither “node A @ 90” nor “key x @ 30”")
        points[match[1]].append((label_of(line.number, match[2]), int(match[3]), line.number))
    if not points["node"]:
        raise DiagramError(2, "there are no nodes; write “node A @ 90”")
    return points["node"], points["key"]


def _on_ring(middle: Point, degrees: float, radius: float) -> Point:
    angle = math.radians(degrees)
    return middle[0] + radius * math.sin(angle), middle[1] - radius * math.cos(angle)


def _arc(middle: Point, degrees: float, turn: float) -> list[str]:
    radius = RADIUS - 14
    x1, y1 = _on_ring(middle, degrees, radius)
    last = degrees + max(turn - 6, 1)
    x2, y2 = _on_ring(middle, last, radius)
    bx, by = _on_ring(middle, last - 5, radius)
    path = f"M{number(x1)} {number(y1)}A{radius} {radius} 0 {int(turn > 186)} 1 {number(x2)} {number(y2)}"
    return [f'<path class="line key" d="{path}"/>', arrow_head((bx, by), (x2, y2), "head key")]


def _ring_label(line: int, label: Label, middle: Point, degrees: int, css_class: str, off: float) -> list[str]:
    x, y = _on_ring(middle, degrees, RADIUS + off)
    side = math.sin(math.radians(degrees))
    if off > 0 and abs(side) > 0.3:
        x += math.copysign(label.width / 2 - 4, side)
    if not EDGE <= x - label.width / 2 <= x + label.width / 2 <= WIDTH - EDGE:
        raise DiagramError(line, f"there is no room for “{' / '.join(label.lines)}”; break it with “ / ”")
    return [text_at(label, x, y, css_class)]
