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
from collections.abc import Callable
from html import escape

from cards.diagrams.boxes import draw_boxes
from cards.diagrams.canvas import EDGE, WIDTH, text_at
from cards.diagrams.ring import draw_ring
from cards.diagrams.source import DiagramError, Line, check_width, label_of, read_head
from cards.diagrams.timeline import draw_timeline

__all__ = ["DiagramError", "draw"]

TYPES: dict[str, Callable[[list[Line]], tuple[list[str], float]]] = {
    "boxes": draw_boxes,
    "timeline": draw_timeline,
    "ring": draw_ring,
}
"""Each draws its lines: the parts of the picture, and how high it is."""


def draw(source: str) -> str:
    """The SVG of a diagram; DiagramError if it cannot be drawn."""
    title, kind, lines = read_head(source, TYPES)
    notes = [Line(line.number, line.text[5:].strip()) for line in lines if line.text.startswith("note:")]
    body = [line for line in lines if not line.text.startswith("note:")]
    parts, height = TYPES[kind](body)
    height += 4 if notes else 0
    for note in notes:
        label = label_of(note.number, note.text)
        check_width(note.number, label, WIDTH - 2 * EDGE)
        parts.append(text_at(label, WIDTH / 2, height + label.height / 2 + 2, "remark"))
        height += label.height + 4
    return (
        f'<svg class="diagram" viewBox="0 0 {WIDTH} {math.ceil(height + EDGE)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
