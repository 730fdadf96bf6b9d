"""Points: the facts of an answer that a learner can tick, and the follow-up question an interviewer asks next."""

from collections.abc import Mapping
from typing import Any

from cards.kinds.kind import SOURCE_LIMIT, Content, Flaw

MOST_POINTS = 20


def check_texts(content: Content, *required: str) -> list[Flaw]:
    """What is wrong with a card's text fields: each is text, the required ones say something, together they fit."""
    flaws = []
    for field in required:
        if not str(content.get(field) or "").strip():
            flaws.append(Flaw(field, "must not be empty"))
    if size(content) > SOURCE_LIMIT:
        flaws.append(Flaw(required[0], f"the card is longer than {SOURCE_LIMIT // 1024} KiB; split it"))
    return flaws


def check_points(content: Content) -> list[Flaw]:
    points = content.get("points") or []
    flaws = []
    if len(points) > MOST_POINTS:
        flaws.append(Flaw("points", f"at most {MOST_POINTS} points"))
    if any(not point["text"].strip() or "\n" in point["text"] for point in points):
        flaws.append(Flaw("points", "each point is one line of text"))
    return flaws


def size(content: Content) -> int:
    texts = [value for value in content.values() if isinstance(value, str)]
    texts += [point["text"] for point in content.get("points") or []]
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def point_texts(content: Mapping[str, Any]) -> list[str]:
    return [point["text"] for point in content.get("points") or []]
