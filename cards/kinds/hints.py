"""Hints: what an interviewer asks of somebody who is stuck, and what it costs.

A hint leads to one point of the rubric, by what that point is about: no word of the point itself is given away. What
was said only after it counts half at most.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cards.kinds.detail import Unfit
from cards.kinds.rubric import NAMED, Point

NUDGES = {
    "requirements": "What must it do, and what may you leave out?",
    "numbers": "Can you put numbers to that?",
    "api": "What do those who call it see?",
    "data": "What do you store, and how?",
    "flow": "Walk me through one request, from end to end.",
    "correctness": "What if two of these happen at once?",
    "failure": "What about failure?",
    "security": "Who might abuse this?",
    "operations": "How does it go live, and how do you see that it is well?",
    "trade-offs": "Why this, and not something else?",
    "question": "Does that answer what I asked?",
    "own-part": "What of that did you do yourself?",
    "decisions": "Why did you decide so?",
    "depth": "Can you go deeper into that?",
    "result": "What came of it?",
    "learning": "What did you take from it?",
    "users": "What did it mean for those who use it?",
    "people": "And the others: how was it for them?",
    "why": "What draws you to it?",
}
"""By dimension. A point of none has no hint: there is nothing to name but the point."""


def next_hint(points: Sequence[Point], hints: Collection[int]) -> int | None:
    """The place of the point that the next hint leads to, None where there is none left.

    Critical ones first, then by weight. Each dimension is named once: nobody pays twice for the same words.
    """
    named = {points[place]["dimension"] for place in hints if place < len(points)}
    left = [place for place, point in enumerate(points) if point["dimension"] in NUDGES.keys() - named]
    return min(left, key=lambda at: (not points[at]["critical"], -points[at]["weight"], at), default=None)


def nudges(points: Sequence[Point], hints: Collection[int]) -> list[str]:
    """What the interviewer said, in the order it was asked for."""
    dimensions = [points[place]["dimension"] for place in hints if place < len(points)]
    return [NUDGES[dimension] for dimension in dimensions if dimension in NUDGES]


def half_at_most(marks: Mapping[str, str], hints: Collection[int]) -> dict[str, str]:
    """The marks as they count: a point that a hint led to is named at best."""
    return {place: NAMED if int(place) in hints else mark for place, mark in marks.items()}


def clean_hints(hints: Any, most: int) -> list[int]:
    """The places of the points that hints led to, as they are stored. One that an edit took away goes. Raises Unfit."""
    if not isinstance(hints, list) or not all(type(place) is int and place >= 0 for place in hints):
        raise Unfit("The hints that were given could not be read.")
    return [place for place in dict.fromkeys(hints) if place < most]
