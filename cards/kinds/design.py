"""design: a question of twenty minutes, answered in writing or aloud, and graded by the points of a rubric.

It is practice, not a card of the day's queue: no repeat on the same day, and a first pass rests it for six days (see
cards/scheduling/outcomes.py). Every sentence of its rubric is something that can be heard or read in an answer.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from cards.kinds.detail import Detail, Unfit
from cards.kinds.kind import NOTES, Content, Flaw, Kind, Section
from cards.kinds.points import short_title
from cards.kinds.rubric import clean_marks, rubric_html, verdict
from cards.markdown import render, render_line

OUTLINE = ("Requirements", "Numbers", "API", "Data", "Flow", "Failure", "Operations")
"""The headings of an answer to a card that says none."""
MOST_POINTS = 20
END_OF_CLAUSE = re.compile(r"[.:;,](?=\s|$)")


class Design(Kind):
    name = "design"
    label = "Design answer with a rubric"
    sections = (
        Section(
            "Prompt",
            "question",
            required=True,
            label="Prompt",
            help="What the interviewer says, with the numbers that are given.",
        ),
        Section(
            "Outline",
            "outline",
            "headings",
            expected=True,
            label="Headings of the answer",
            help=f"One a line. Empty: {', '.join(OUTLINE)}.",
        ),
        Section(
            "Rubric",
            "rubric",
            "rubric",
            required=True,
            expected=True,
            label="Rubric",
            help="One point a line: [15! failure] Says what happens when … -> id-of-the-card-that-teaches-it. "
            "Only the text must be there; 15 is its weight, ! must not be missing.",
            rows=8,
        ),
        Section("Model answer", "model", required=True, label="Model answer", help="As you would say it.", rows=8),
        Section("Levels", "levels", expected=True, label="What separates levels", help="Mid-level, senior, staff."),
        Section(
            "Probes",
            "probes",
            "ladder",
            expected=True,
            label="What is asked next",
            help="- a question; on the line below it its short answer. From easy to hard.",
            rows=4,
        ),
        NOTES,
    )
    takes_detail = True
    detail_bytes = 24_000
    is_practice = True
    usual_minutes = 25

    def front(self, content: Content, ordinal: int) -> dict[str, str]:
        return {"question": str(render(content["question"]))}

    def back(self, content: Content, ordinal: int) -> dict[str, str]:
        return {
            "rubric": rubric_html(content["rubric"]),
            "model": str(render(content["model"])),
            "levels": str(render(content.get("levels") or "")),
            "probes": _probes(content.get("probes") or []),
            "notes": str(render(content.get("notes") or "")),
        }

    def title(self, content: Content, ordinal: int) -> str:
        """What is to be designed, without the numbers behind it."""
        asks = self.asks(content)
        return short_title(END_OF_CLAUSE.split(asks, maxsplit=1)[0].strip(' “”"') or asks)

    def rules(self, content: Content) -> Iterator[Flaw]:
        if len(content["rubric"]) > MOST_POINTS:
            yield Flaw("rubric", f"at most {MOST_POINTS} points")

    def clean_detail(self, detail: Detail, content: Content | None) -> Detail:
        """{"points": {"0": "said", "3": "named"}, "text": Markdown, "sketch": the source of a diagram}."""
        if set(detail) - {"points", "text", "sketch"}:
            raise Unfit("Ticked points, a text and a sketch are expected.")
        texts = {name: detail.get(name, "") for name in ("text", "sketch")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise Unfit("The answer is a text, and so is the sketch.")
        points = clean_marks(detail.get("points", {}), len(content["rubric"]) if content else MOST_POINTS)
        kept: dict[str, Any] = {name: text for name, text in texts.items() if text.strip()}
        return {"points": points, **kept} if points else kept

    def proposes(
        self, detail: Detail, content: Content, *, seconds: int | None = None, minutes: float | None = None
    ) -> int | None:
        if not detail:
            return None
        return verdict(content["rubric"], detail.get("points", {}), seconds=seconds, minutes=minutes).quality


def _probes(rungs: list[dict[str, str]]) -> str:
    """The ladder as a list, each answer folded."""
    items = "".join(
        f"<li><details><summary>{render_line(rung['ask'])}</summary><p>{render_line(rung['answer'])}</p></details></li>"
        for rung in rungs
    )
    return f'<ol class="ladder" aria-label="{escape("What is asked next")}">{items}</ol>' if items else ""
