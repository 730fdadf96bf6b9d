"""What kinds share: checks of text fields, the points that a learner can tick, and short titles."""

from typing import Any

from cards.kinds.kind import SOURCE_LIMIT, Content, Flaw
from cards.markdown import plain, render, render_line

MOST_POINTS = 20
LONGEST_TITLE = 100


def check_texts(content: Content, *required: str) -> list[Flaw]:
    """What is wrong with a card's texts: the required ones say something, notes are text, together they fit."""
    flaws = []
    for field in (*required, "notes"):
        value = content.get(field) or ""
        if not isinstance(value, str):
            flaws.append(Flaw(field, "must be text"))
        elif field in required and not value.strip():
            flaws.append(Flaw(field, "must not be empty"))
    return flaws or check_points(content) or check_size(content, required[0])


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
    return []


def point_texts(content: Content) -> list[str]:
    return [point["text"] for point in content.get("points") or []]


def extras(content: Content) -> dict[str, str]:
    """The HTML of what any kind may show below its answer: points and notes."""
    return {"points": points_html(content.get("points") or []), "notes": str(render(content.get("notes") or ""))}


def points_html(points: list[dict[str, Any]]) -> str:
    if not points:
        return ""
    items = [
        f"<li{' class="critical"' if point.get('critical') else ''}>{render_line(point['text'])}</li>"
        for point in points
    ]
    return f'<ul class="points">{"".join(items)}</ul>'


def search_words(content: Content, *texts: str) -> str:
    """The words of these texts and of the points and notes, a line each, for search."""
    texts = (*texts, *point_texts(content), content.get("notes") or "")
    return "\n".join(words for words in (plain(text) for text in texts) if words)


def short_title(text: str, show: int = 0) -> str:
    """A line of text cut to a title's length, around the character at `show`."""
    start = 0
    if show > LONGEST_TITLE * 2 // 3:
        start = text.find(" ", show - LONGEST_TITLE // 2) + 1
    cut = text[start:]
    if len(cut) > LONGEST_TITLE:
        cut = (cut[:LONGEST_TITLE].rsplit(" ", 1)[0] or cut[:LONGEST_TITLE]) + "…"
    return f"…{cut}" if start else cut
