"""Diagrams of cards: a few lines of text -> inline SVG, in one of three types.

    title: What the picture shows, in words      (every diagram starts with it)
    boxes                        timeline                           ring
    row: a = Label | b | .       lanes: client | server             node A @ 90
    wide: *final state           @[0 s] client -> server: POST      key user 1 @ 30
    a -> b: what happens         server: commits | client: waits    (degrees, clockwise)
    note: a line below           client -x server: lost

` / ` breaks a label into lines, `.` is an empty place, `*` marks what matters. Everything is escaped; a text can
only ever be a label. Colours and type sizes are in static/css/diagram.css.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

WIDTH = 340
EDGE = 6
"""Free space around the picture; all measures are in units of a picture 340 wide, about a phone's column."""
LETTER = 6.6
LINE = 15
LONGEST_SOURCE = 4_000
LONGEST_TITLE = 200
LONGEST_LABEL = 160
MOST_LINES = 40
MOST_IN_ROW = 6
HEAD = 7
ASIDE = 13
"""How far two arrows between the same boxes stand from their middle."""
RADIUS = 88

SHARES = (0.47, 0.4, 0.55, 0.34, 0.62, 0.27, 0.7, 0.22, 0.76)
"""Where on an arrow its label may stand, the best first."""

TYPES = ("boxes", "timeline", "ring")
ARROW = re.compile(r"(.+?) (->|--|-x) (.+?)(?:: (.*))?")
RING_POINT = re.compile(r"(node|key) (.+?) @ (\d{1,3})")
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


Point = tuple[float, float]


def draw(source: str) -> str:
    """The SVG of a diagram; DiagramError if it cannot be drawn."""
    title, kind, lines = _head(source)
    notes = [Line(line.number, line.text[5:].strip()) for line in lines if line.text.startswith("note:")]
    body = [line for line in lines if not line.text.startswith("note:")]
    drawers = {"boxes": _boxes, "timeline": _timeline, "ring": _ring}
    parts, height = drawers[kind](body)
    height += 4 if notes else 0
    for note in notes:
        label = _label(note.number, note.text)
        _check_width(note.number, label, WIDTH - 2 * EDGE)
        parts.append(_text(label, WIDTH / 2, height + label.height / 2 + 2, "remark"))
        height += label.height + 4
    return (
        f'<svg class="diagram" viewBox="0 0 {WIDTH} {math.ceil(height + EDGE)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _head(source: str) -> tuple[str, str, list[Line]]:
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
    if len(lines) < 2 or lines[1].text not in TYPES:
        raise DiagramError(lines[min(1, len(lines) - 1)].number, f"the second line must be one of {', '.join(TYPES)}")
    return title, lines[1].text, lines[2:]


def _label(line: int, text: str) -> Label:
    text = text.strip()
    key = text.startswith("*")
    lines = tuple(part.strip() for part in text.removeprefix("*").split(" / "))
    if not all(lines):
        raise DiagramError(line, "a label is empty")
    if len(text) > LONGEST_LABEL:
        raise DiagramError(line, f"“{text[:30]}…” is longer than {LONGEST_LABEL} characters")
    return Label(lines, key)


def _check_width(line: int, label: Label, width: float) -> None:
    if label.width > width:
        message = f"“{' / '.join(label.lines)}” is too wide here; break it with “ / ”"
        raise DiagramError(line, message)


def _cells(line: Line, text: str) -> list[str]:
    cells = [cell.strip() for cell in text.split("|")]
    if len(cells) > MOST_IN_ROW:
        raise DiagramError(line.number, f"at most {MOST_IN_ROW} in a row")
    return cells


# Boxes in rows, with arrows


def _boxes(lines: list[Line]) -> tuple[list[str], float]:
    rows, labels, links = _read_boxes(lines)
    rects, height = _place_rows(rows, labels, links)
    parts: list[str] = []
    taken: list[Rect] = [*rects.values()]
    texts: list[str] = []
    both = {(link.start, link.end) for link in links}
    for link in links:
        has_reverse = (link.end, link.start) in both
        line = _link_line(link, rects, has_reverse)
        parts += _arrow(*line, link.form)
        if link.label:
            place = _place_label(link.line, link.label, line, taken, has_reverse)
            taken.append(place)
            texts.append(_text(link.label, *place.middle, "says"))
    boxes = [_box(rect, labels[name]) for name, rect in rects.items()]
    return [*parts, *boxes, *texts], height


def _read_boxes(lines: list[Line]) -> tuple[list[Row], dict[str, Label], list[Link]]:
    rows: list[Row] = []
    labels: dict[str, Label] = {}
    links: list[Link] = []
    for line in lines:
        word, _, rest = line.text.partition(":")
        if word in ("row", "wide"):
            names: list[str] = []
            for cell in _cells(line, rest):
                name, _, text = cell.partition(" = ")
                name = name.strip().removeprefix("*") if name.strip() != "." else ""
                if name in labels:
                    raise DiagramError(line.number, f"there are two boxes “{name}”")
                if name:
                    labels[name] = _label(line.number, f"*{text}" if text and cell.startswith("*") else text or cell)
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
    label = _label(line.number, match[4]) if match[4] else None
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
                _check_width(row.line, labels[name], slot - 4)
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


# Lanes with messages, from top to bottom


def _timeline(lines: list[Line]) -> tuple[list[str], float]:
    names = _lanes(lines)
    left = max(EDGE + 4 + len(_time(line)[0]) * LETTER for line in lines)
    slot = (WIDTH - EDGE - left) / len(names)
    middles = {name: left + slot * (index + 0.5) for index, name in enumerate(names)}
    labels = {name: _label(lines[0].number, name) for name in names}
    for label in labels.values():
        _check_width(lines[0].number, label, slot - 10)
    top = EDGE + max(label.height for label in labels.values()) + 10
    heads = [
        _box(Rect(middles[name] - slot / 2 + 4, EDGE, slot - 8, top - EDGE), label) for name, label in labels.items()
    ]
    parts: list[str] = []
    y = top + 6
    for line in lines[1:]:
        drawn, height = _step(line, middles, y)
        parts += drawn
        y += height
    lifelines = [f'<path class="life" d="M{_n(x)} {_n(top)}V{_n(y + 4)}"/>' for x in middles.values()]
    return [*lifelines, *heads, *parts], y + 4


def _lanes(lines: list[Line]) -> list[str]:
    if not lines or not lines[0].text.startswith("lanes:"):
        raise DiagramError(lines[0].number if lines else 2, "a timeline begins with “lanes: one | two”")
    names = _cells(lines[0], lines[0].text[6:])
    if not all(names) or len(set(names)) < len(names):
        raise DiagramError(lines[0].number, "every lane needs a name of its own")
    return names


def _step(line: Line, middles: dict[str, float], y: float) -> tuple[list[str], float]:
    """What happens at one moment: a message, or events on some of the lanes."""
    time, text = _time(line)
    parts: list[str] = []
    taken: list[Rect] = []
    arrow = ARROW.fullmatch(text)
    if arrow and arrow[1] in middles:
        drawn, height, middle = _message(line, arrow, middles, y)
        parts += drawn
    else:
        events = [cell.partition(": ") for cell in _cells(line, text)]
        named = [(_lane(line, name.strip(), middles), _label(line.number, said)) for name, _, said in events]
        height = max(label.height for _, label in named) + 16
        middle = y + height / 2
        for x, label in named:
            _check_width(line.number, label, WIDTH - 2 * EDGE - 12)
            left = min(max(x - label.width / 2 - 7, EDGE), WIDTH - EDGE - label.width - 14)
            place = Rect(left, y + 4, label.width + 14, height - 8)
            if any(place.overlaps(other) for other in taken):
                raise DiagramError(line.number, "the events of this line overlap; break them with “ / ”")
            taken.append(place)
            parts.append(_box(place, label, "event key" if label.key else "event"))
    if time:
        parts.append(f'<text class="time" x="{EDGE}" y="{_n(middle + 4)}">{escape(time)}</text>')
    return parts, height


def _message(line: Line, arrow: re.Match[str], middles: dict[str, float], y: float) -> tuple[list[str], float, float]:
    start, end = _lane(line, arrow[1], middles), _lane(line, arrow[3], middles)
    if start == end:
        raise DiagramError(line.number, "a message must lead to another lane")
    label = _label(line.number, arrow[4] or "")
    _check_width(line.number, label, WIDTH - 2 * EDGE)
    middle = y + 4 + label.height + 6
    half = label.width / 2
    x = min(max((start + end) / 2, EDGE + half), WIDTH - EDGE - half)
    text = _text(label, x, y + 4 + label.height / 2, "says")
    return [*_arrow((start, middle), (end, middle), arrow[2]), text], label.height + 18, middle


def _lane(line: Line, name: str, middles: dict[str, float]) -> float:
    if name not in middles:
        raise DiagramError(line.number, f"there is no lane “{name[:40]}”")
    return middles[name]


def _time(line: Line) -> tuple[str, str]:
    match = re.fullmatch(r"@\[(.{1,12}?)\] (.*)", line.text)
    if match:
        return match[1], match[2]
    if line.text.startswith("@"):
        raise DiagramError(line.number, "write a time as “@[5 min] client -> server: …”, at most 12 characters")
    return "", line.text


# A ring of hashes, on which a key belongs to the next node clockwise


def _ring(lines: list[Line]) -> tuple[list[str], float]:
    nodes, keys = _read_ring(lines)
    middle = (WIDTH / 2, EDGE + RADIUS + 26)
    parts = [f'<circle class="orbit" cx="{_n(middle[0])}" cy="{_n(middle[1])}" r="{RADIUS}"/>']
    for text, degrees, number in keys:
        owner = min(nodes, key=lambda node: (node[1] - degrees) % 360)
        parts += _arc(middle, degrees, (owner[1] - degrees) % 360)
        x, y = _on_ring(middle, degrees, RADIUS)
        parts.append(f'<circle class="dot" cx="{_n(x)}" cy="{_n(y)}" r="4"/>')
        parts += _ring_label(number, text, middle, degrees, "says", -34)
    for text, degrees, number in nodes:
        x, y = _on_ring(middle, degrees, RADIUS)
        parts.append(f'<circle class="node" cx="{_n(x)}" cy="{_n(y)}" r="7"/>')
        parts += _ring_label(number, text, middle, degrees, "name", 16)
    return parts, middle[1] + RADIUS + 26


def _read_ring(lines: list[Line]) -> tuple[list[tuple[Label, int, int]], list[tuple[Label, int, int]]]:
    points: dict[str, list[tuple[Label, int, int]]] = {"node": [], "key": []}
    for line in lines:
        match = RING_POINT.fullmatch(line.text)
        if not match or int(match[3]) >= 360:
            raise DiagramError(line.number, f"“{line.text[:40]}” is neither “node A @ 90” nor “key x @ 30”")
        points[match[1]].append((_label(line.number, match[2]), int(match[3]), line.number))
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
    path = f"M{_n(x1)} {_n(y1)}A{radius} {radius} 0 {int(turn > 186)} 1 {_n(x2)} {_n(y2)}"
    return [f'<path class="line key" d="{path}"/>', _head_of((bx, by), (x2, y2), "head key")]


def _ring_label(number: int, label: Label, middle: Point, degrees: int, css_class: str, off: float) -> list[str]:
    x, y = _on_ring(middle, degrees, RADIUS + off)
    side = math.sin(math.radians(degrees))
    if off > 0 and abs(side) > 0.3:
        x += math.copysign(label.width / 2 - 4, side)
    if not EDGE <= x - label.width / 2 <= x + label.width / 2 <= WIDTH - EDGE:
        raise DiagramError(number, f"there is no room for “{' / '.join(label.lines)}”; break it with “ / ”")
    return [_text(label, x, y, css_class)]


# Shapes


def _box(rect: Rect, label: Label, css_class: str = "") -> str:
    name = css_class or ("box key" if label.key else "box")
    shape = f'x="{_n(rect.x)}" y="{_n(rect.y)}" width="{_n(rect.width)}" height="{_n(rect.height)}" rx="6"'
    return f'<rect class="{name}" {shape}/>{_text(label, *rect.middle, "name")}'


def _text(label: Label, x: float, y: float, css_class: str) -> str:
    """Lines of text around a point."""
    first = y - label.height / 2 + LINE - 3.5
    return "".join(
        f'<text class="{css_class}" x="{_n(x)}" y="{_n(first + index * LINE)}">{escape(line)}</text>'
        for index, line in enumerate(label.lines)
    )


def _arrow(start: Point, end: Point, form: str) -> list[str]:
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1
    if form == "-x":
        end = x2, y2 = x1 + (x2 - x1) * 0.8, y1 + (y2 - y1) * 0.8
    line = f'<path class="line{" lost" if form == "-x" else ""}" d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"/>'
    if form == "--":
        return [line]
    if form == "-x":
        cross = f"M{_n(x2 - 5)} {_n(y2 - 5)}l10 10m0 -10l-10 10"
        return [line, f'<path class="line cross" d="{cross}"/>']
    back = (x2 - (x2 - x1) / length * HEAD, y2 - (y2 - y1) / length * HEAD)
    return [line, _head_of(back, end, "head")]


def _head_of(back: Point, tip: Point, css_class: str) -> str:
    dx, dy = tip[0] - back[0], tip[1] - back[1]
    one = (back[0] - dy * 0.55, back[1] + dx * 0.55)
    other = (back[0] + dy * 0.55, back[1] - dx * 0.55)
    path = "L".join(f"{_n(x)} {_n(y)}" for x, y in (tip, one, other))
    return f'<path class="{css_class}" d="M{path}Z"/>'


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
