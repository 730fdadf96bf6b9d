"""What kinds share: checks of text fields, the points that a learner can tick, and short titles."""

import re
import unicodedata
from html import unescape
from typing import Any

from cards.kinds.kind import SOURCE_LIMIT, Content, Flaw
from cards.markdown import RIGHT_TO_LEFT, excess, plain, render, render_line

MOST_POINTS = 20
LONGEST_TITLE = 100
TAG = re.compile(r"<[^>]*>")
NOTHING_TO_SEE = "shows nothing; write some words (an image is only the words between its brackets)"
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols to Unicode, and nothing to the eye."""


def check_texts(content: Content, *required: str) -> list[Flaw]:
    """What is wrong with a card's texts: the required ones say something, notes are text, together they fit."""
    flaws = []
    for field in (*required, "notes"):
        value = content.get(field) or ""
        if not isinstance(value, str):
            flaws.append(Flaw(field, "must be text"))
        elif field in required and not value.strip():
            flaws.append(Flaw(field, "must not be empty"))
    return flaws or check_points(content) or check_size(content, required[0]) or check_words(content, required)


def check_words(content: Content, required: tuple[str, ...]) -> list[Flaw]:
    """What can be seen of a text, not what was typed, must be something: "&nbsp;" is nothing, as is an empty image."""
    flaws = [Flaw(field, NOTHING_TO_SEE) for field in required if not shows_something(render(content[field]))]
    if not all(shows_something(render_line(text)) for text in point_texts(content)):
        flaws.append(Flaw("points", f"one of them {NOTHING_TO_SEE}"))
    return flaws


def shows_something(html: str) -> bool:
    return is_something(unescape(TAG.sub("", html)))


def is_something(text: str) -> bool:
    """Whether there is anything to see in these words: a letter, a digit, a sign; not spaces or what takes no room."""
    return any(unicodedata.category(character)[0] in "LNPS" and character not in BLANKS for character in text)


def check_points(content: Content) -> list[Flaw]:
    points = content.get("points") or []
    if not all(isinstance(point, dict) and isinstance(point.get("text"), str) for point in points):
        return [Flaw("points", "must be a list of texts")]
    if len(points) > MOST_POINTS:
        return [Flaw("points", f"at most {MOST_POINTS} points")]
    if any(not point["text"].strip() or len(point["text"].splitlines()) > 1 for point in points):
        return [Flaw("points", "each point is one line of text")]
    return []


def check_size(content: Content, field: str) -> list[Flaw]:
    texts = [value for value in content.values() if isinstance(value, str)] + point_texts(content)
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    if size > SOURCE_LIMIT:
        return [Flaw(field, f"the card is longer than {SOURCE_LIMIT // 1024} KiB; split it into several cards")]
    problem = excess("\n\n".join(texts))
    return [Flaw(field, f"the card {problem}")] if problem else []


def point_texts(content: Content) -> list[str]:
    return [point["text"] for point in content.get("points") or []]


def extras(content: Content) -> dict[str, str]:
    """The HTML of what any kind may show below its answer: points and notes."""
    return {"points": points_html(content.get("points") or []), "notes": str(render(content.get("notes") or ""))}


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


def search_words(content: Content, *words: str) -> str:
    """These words and those of the points and notes, a line each, for search."""
    words = (*words, *(plain(text) for text in (*point_texts(content), content.get("notes") or "")))
    return "\n".join(line for line in words if line)


def short_title(text: str, show: int = 0) -> str:
    """A line of text cut to a title's length, around the character at `show`."""
    start = 0
    if show > LONGEST_TITLE * 2 // 3:
        start = text.find(" ", show - LONGEST_TITLE // 2) + 1
    cut = text[start:]
    if len(cut) > LONGEST_TITLE:
        cut = (cut[:LONGEST_TITLE].rsplit(" ", 1)[0] or cut[:LONGEST_TITLE]) + "…"
    return f"…{cut}" if start else cut
