"""Boxes in rows, with arrows between them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from cards.diagrams.canvas import EDGE, LINE, WIDTH, Label, Point, Rect, arrow, box, text_at
from cards.diagrams.source import ARROW, DiagramError, Line, cells, check_width, label_of

ASIDE = 13
"""How far two arrows between the same boxes stand from their middle."""
SHARES = (0.47, 0.4, 0.55, 0.34, 0.62, 0.27, 0.7, 0.22, 0.76)
"""Where on an arrow its label may stand, the best first."""


@dataclass(frozen=True)
class Link:
    line: int
    start: str
    form: str
    end: str
    label: Label | None


@dataclass(frozen=True)
class Row:
    line: int
    wide: bool
    names: tuple[str, ...]


def draw_boxes(lines: list[Line]) -> tuple[list[str], float]:
    rows, labels, links = _read_boxes(lines)
    rects, height = _place_rows(rows, labels, links)
    parts: list[str] = []
    taken: list[Rect] = [*rects.values()]
    texts: list[str] = []
    both = {(link.start, link.end) for link in links}
    for link in links:
        has_reverse = (link.end, link.start) in both
        line = _link_line(link, rects, has_reverse)
        parts += arrow(*line, link.form)
        if link.label:
            place = _place_label(link.line, link.label, line, taken, has_reverse)
            taken.append(place)
            texts.append(text_at(link.label, *place.middle, "says"))
    boxes = [box(rect, labels[name]) for name, rect in rects.items()]
    return [*parts, *boxes, *texts], height


def _read_boxes(lines: list[Line]) -> tuple[list[Row], dict[str, Label], list[Link]]:
    rows: list[Row] = []
    labels: dict[str, Label] = {}
    links: list[Link] = []
    for line in lines:
        word, _, rest = line.text.partition(":")
        if word in ("row", "wide"):
            names: list[str] = []
            for cell in cells(line, rest):
                name, _, text = cell.partition(" = ")
                name = name.strip().removeprefix("*") if name.strip() != "." else ""
                if name in labels:
                    raise DiagramError(line.number, f"there are two boxes “{name}”")
                if name:
                    labels[name] = label_of(line.number, f"*{text}" if text and cell.startswith("*") else text or cell)
                elif cell != ".":
                    raise DiagramError(line.number, "a box is empty; write . for an empty place")
                names.append(name)
            rows.append(Row(line.number, word == "wide", tuple(names)))
        else:
            links.append(_read_link(line))
    if not labels:
        raise DiagramError(2, "there are no boxes; write “row: one | two”")
    for link in links:
        _check_link(link, labels, links)
    return rows, labels, links


def _read_link(line: Line) -> Link:
    match = ARROW.fullmatch(line.text)
    if not match:
        raise DiagramError(line.number, f"“{line.text[:40]}” is neither a row nor “one -> two: label”")
    label = label_of(line.number, match[4]) if match[4] else None
    return Link(line.number, match[1].strip(), match[2], match[3].strip(), label)


def _check_link(link: Link, labels: dict[str, Label], links: list[Link]) -> None:
    for name in (link.start, link.end):
        if name not in labels:
            raise DiagramError(link.line, f"there is no box “{name[:40]}”")
    if link.start == link.end:
        raise DiagramError(link.line, "an arrow must lead to another box")
    if sum((other.start, other.end) == (link.start, link.end) for other in links) > 1:
        raise DiagramError(link.line, "the same arrow stands here twice")


def _place_rows(rows: list[Row], labels: dict[str, Label], links: list[Link]) -> tuple[dict[str, Rect], float]:
    row_of = {name: index for index, row in enumerate(rows) for name in row.names if name}
    rects: dict[str, Rect] = {}
    y: float = EDGE
    for index, row in enumerate(rows):
        y += _gap_above(index, row_of, links)
        height = max((labels[name].height for name in row.names if name), default=0) + 14
        gap = _gap_between(index, row_of, links)
        slot = (WIDTH - 2 * EDGE - gap * (len(row.names) - 1)) / len(row.names)
        text_width = max((labels[name].width for name in row.names if name), default=0)
        width = slot if row.wide else min(slot, text_width + 22)
        for place, name in enumerate(row.names):
            if name:
                check_width(row.line, labels[name], slot - 4)
                rects[name] = Rect(EDGE + place * (slot + gap) + (slot - width) / 2, y, width, height)
        y += height
    return rects, y


def _gap_above(index: int, row_of: dict[str, int], links: list[Link]) -> float:
    """Room for the arrows that end or start between this row and the one above, and for their labels."""
    if index == 0:
        return 0
    lines: dict[frozenset[str], int] = {}
    for link in links:
        first, last = sorted((row_of[link.start], row_of[link.end]))
        if first < index <= last and last - first == 1:
            pair = frozenset((link.start, link.end))
            lines[pair] = lines.get(pair, 0) + (len(link.label.lines) if link.label else 0)
    return 30 + LINE * max(lines.values()) if lines else 14


def _gap_between(index: int, row_of: dict[str, int], links: list[Link]) -> float:
    beside = [link for link in links if row_of[link.start] == row_of[link.end] == index]
    return max([12.0, *(link.label.width + 22 if link.label else 30 for link in beside)])


def _link_line(link: Link, rects: dict[str, Rect], has_reverse: bool) -> tuple[Point, Point]:
    """The first straight line between the two boxes that crosses no third one."""
    start, end = rects[link.start], rects[link.end]
    others = [rect for name, rect in rects.items() if name not in (link.start, link.end)]
    for line in _lines_between(start, end, ASIDE if has_reverse else 0):
        if not any(_crosses(line, rect) for rect in others):
            return line
    raise DiagramError(link.line, f"the arrow from “{link.start}” to “{link.end}” would cross another box")


def _lines_between(start: Rect, end: Rect, aside: float) -> Iterator[tuple[Point, Point]]:
    left, right = max(start.x, end.x) + 6, min(start.right, end.right) - 6
    if right - left >= 4 and not (start.y < end.bottom and end.y < start.bottom):
        down = start.y < end.y
        narrow = min(start, end, key=lambda rect: rect.width).middle[0]
        first = min(max(narrow, left), right) + (aside if down else -aside)
        steps = sorted((left + step * 4 for step in range(int((right - left) / 4) + 1)), key=lambda x: abs(x - first))
        for x in [min(max(first, left), right), *steps]:
            yield ((x, start.bottom), (x, end.y)) if down else ((x, start.y), (x, end.bottom))
        return
    (x1, y1), (x2, y2) = start.middle, end.middle
    length = math.hypot(x2 - x1, y2 - y1)
    dx, dy = -(y2 - y1) / length * aside, (x2 - x1) / length * aside
    one, other = (x1 + dx, y1 + dy), (x2 + dx, y2 + dy)
    yield _leave(start, one, other), _leave(end, other, one)


def _leave(rect: Rect, inside: Point, outside: Point) -> Point:
    """Where the line from inside the box to a point outside leaves it."""
    (x, y), dx, dy = inside, outside[0] - inside[0], outside[1] - inside[1]
    shares = [1.0]
    if dx:
        shares.append(((rect.right if dx > 0 else rect.x) - x) / dx)
    if dy:
        shares.append(((rect.bottom if dy > 0 else rect.y) - y) / dy)
    share = min(share for share in shares if share >= 0)
    return x + dx * share, y + dy * share


def _crosses(line: tuple[Point, Point], rect: Rect) -> bool:
    (x1, y1), (x2, y2) = line
    return any(
        rect.x - 3 < x1 + (x2 - x1) * step / 40 < rect.right + 3
        and rect.y - 3 < y1 + (y2 - y1) * step / 40 < rect.bottom + 3
        for step in range(41)
    )


def _place_label(number: int, label: Label, line: tuple[Point, Point], taken: list[Rect], has_reverse: bool) -> Rect:
    (x1, y1), (x2, y2) = line
    level = abs(y1 - y2) < 1
    for share in (0.3, *SHARES) if has_reverse else SHARES:
        x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
        if level:
            x, y = (x1 + x2) / 2, y1 - label.height / 2 - 3
        left = min(max(x - label.width / 2, EDGE), WIDTH - EDGE - label.width)
        place = Rect(left, y - label.height / 2, label.width, label.height)
        if not any(place.overlaps(other) for other in taken):
            return place
    raise DiagramError(number, f"there is no room for “{' / '.join(label.lines)}”; break it with “ / ” or move a box")
