"""Lanes with messages between them, from top to bottom."""

import re
from html import escape

from cards.diagrams.canvas import EDGE, LETTER, WIDTH, Rect, arrow, box, number, text_at
from cards.diagrams.source import ARROW, DiagramError, Line, cells, check_width, label_of


def draw_timeline(lines: list[Line]) -> tuple[list[str], float]:
    names = _lanes(lines)
    left = max(EDGE + 4 + len(_time(line)[0]) * LETTER for line in lines)
    slot = (WIDTH - EDGE - left) / len(names)
    middles = {name: left + slot * (index + 0.5) for index, name in enumerate(names)}
    labels = {name: label_of(lines[0].number, name) for name in names}
    for label in labels.values():
        check_width(lines[0].number, label, slot - 10)
    top = EDGE + max(label.height for label in labels.values()) + 10
    heads = [
        box(Rect(middles[name] - slot / 2 + 4, EDGE, slot - 8, top - EDGE), label) for name, label in labels.items()
    ]
    parts: list[str] = []
    y = top + 6
    for line in lines[1:]:
        drawn, height = _step(line, middles, y)
        parts += drawn
        y += height
    lifelines = [f'<path class="life" d="M{number(x)} {number(top)}V{number(y + 4)}"/>' for x in middles.values()]
    return [*lifelines, *heads, *parts], y + 4


def _lanes(lines: list[Line]) -> list[str]:
    if not lines or not lines[0].text.startswith("lanes:"):
        raise DiagramError(lines[0].number if lines else 2, "a timeline begins with “lanes: one | two”")
    names = cells(lines[0], lines[0].text[6:])
    if not all(names) or len(set(names)) < len(names):
        raise DiagramError(lines[0].number, "every lane needs a name of its own")
    return names


def _step(line: Line, middles: dict[str, float], y: float) -> tuple[list[str], float]:
    """What happens at one moment: a message, or events on some of the lanes."""
    time, text = _time(line)
    parts: list[str] = []
    taken: list[Rect] = []
    found = ARROW.fullmatch(text)
    if found and found[1] in middles:
        drawn, height, middle = _message(line, found, middles, y)
        parts += drawn
    else:
        events = [cell.partition(": ") for cell in cells(line, text)]
        named = [(_lane(line, name.strip(), middles), label_of(line.number, said)) for name, _, said in events]
        height = max(label.height for _, label in named) + 16
        middle = y + height / 2
        for x, label in named:
            check_width(line.number, label, WIDTH - 2 * EDGE - 12)
            left = min(max(x - label.width / 2 - 7, EDGE), WIDTH - EDGE - label.width - 14)
            place = Rect(left, y + 4, label.width + 14, height - 8)
            if any(place.overlaps(other) for other in taken):
                raise DiagramError(line.number, "the events of this line overlap; break them with “ / ”")
            taken.append(place)
            parts.append(box(place, label, "event key" if label.key else "event"))
    if time:
        parts.append(f'<text class="time" x="{EDGE}" y="{number(middle + 4)}">{escape(time)}</text>')
    return parts, height


def _message(line: Line, found: re.Match[str], middles: dict[str, float], y: float) -> tuple[list[str], float, float]:
    start, end = _lane(line, found[1], middles), _lane(line, found[3], middles)
    if start == end:
        raise DiagramError(line.number, "a message must lead to another lane")
    label = label_of(line.number, found[4] or "")
    check_width(line.number, label, WIDTH - 2 * EDGE)
    middle = y + 4 + label.height + 6
    half = label.width / 2
    x = min(max((start + end) / 2, EDGE + half), WIDTH - EDGE - half)
    text = text_at(label, x, y + 4 + label.height / 2, "says")
    return [*arrow((start, middle), (end, middle), found[2]), text], label.height + 18, middle


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
