"""What kinds share in drawing: what can be seen, key points and notes as HTML, and short titles."""

import re
import unicodedata
from collections.abc import Mapping
from html import unescape
from typing import Any

from cards.markdown import RIGHT_TO_LEFT, plain, render, render_line

LONGEST_TITLE = 100
TAG = re.compile(r"<[^>]*>")
NOTHING_TO_SEE = "shows nothing; write some words (an image is only the words between its brackets)"
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols to Unicode, and nothing to the eye."""


def shows_something(html: str) -> bool:
    return is_something(unescape(TAG.sub("", html)))


def is_something(text: str) -> bool:
    """Whether there is anything to see in these words: a letter, a digit, a sign; not spaces or what takes no room."""
    return any(unicodedata.category(character)[0] in "LNPS" and character not in BLANKS for character in text)


def extras(content: Mapping[str, Any]) -> dict[str, str]:
    """The HTML of what any kind may show below its answer: points and notes."""
    return {"points": points_html(content.get("points") or []), "notes": str(render(content.get("notes") or ""))}


def extra_words(content: Mapping[str, Any]) -> list[str]:
    """The words of the same, for search."""
    points = [plain(point["text"]) for point in content.get("points") or []]
    return [*points, plain(content.get("notes") or "")]


def points_html(points: list[dict[str, Any]]) -> str:
    if not points:
        return ""
    items = [
        f"<li{' class="critical"' if point.get('critical') else ''}{direction(point['text'])}>"
        f"{render_line(point['text'])}</li>"
        for point in points
    ]
    return f'<ul class="points">{"".join(items)}</ul>'


def direction(text: str) -> str:
    return ' dir="auto"' if RIGHT_TO_LEFT.search(text) else ""


def short_title(text: str, show: int = 0) -> str:
    """A line of text cut to a title's length, around the character at `show`."""
    start = 0
    if show > LONGEST_TITLE * 2 // 3:
        start = text.find(" ", show - LONGEST_TITLE // 2) + 1
    cut = text[start:]
    if len(cut) > LONGEST_TITLE:
        cut = (cut[:LONGEST_TITLE].rsplit(" ", 1)[0] or cut[:LONGEST_TITLE]) + "…"
    return f"…{cut}" if start else cut
