"""design: a question of twenty minutes, answered in writing or aloud, and graded by the points of a rubric."""

import re

from cards.kinds.kind import NOTES, Content, Section
from cards.kinds.points import short_title
from cards.kinds.rubric import rubric_html
from cards.kinds.rubricated import PROBES, PROMPT, RUBRIC, Rubricated, probes_html
from cards.markdown import plain, render

OUTLINE = ("Requirements", "Numbers", "API", "Data", "Flow", "Failure", "Operations")
"""The headings of an answer to a card that says none."""
END_OF_CLAUSE = re.compile(r"[.:;,](?=\s|$)")


class Design(Rubricated):
    name = "design"
    label = "Design answer with a rubric"
    sections = (
        PROMPT,
        Section("Title", "title", label="Title", help="Its name in lists. Empty: how the prompt begins.", rows=1),
        Section(
            "Outline",
            "outline",
            "headings",
            expected=True,
            label="Headings of the answer",
            help=f"One a line. Empty: {', '.join(OUTLINE)}.",
        ),
        RUBRIC,
        Section("Model answer", "model", required=True, label="Model answer", help="As you would say it.", rows=8),
        Section("Levels", "levels", expected=True, label="What separates levels", help="Mid-level, senior, staff."),
        PROBES,
        NOTES,
    )
    usual_minutes = 25
    texts = ("text", "sketch")
    settled = ("text", "sketch", "hints")

    def headings(self, content: Content) -> list[str]:
        return content.get("outline") or list(OUTLINE)

    def back(self, content: Content, ordinal: int) -> dict[str, str]:
        return {
            "rubric": rubric_html(content["rubric"]),
            "model": str(render(content["model"])),
            "levels": str(render(content.get("levels") or "")),
            "probes": probes_html(content.get("probes") or []),
            "notes": str(render(content.get("notes") or "")),
        }

    def title(self, content: Content, ordinal: int) -> str:
        """Its own, or what is to be designed, without the numbers behind it."""
        if own := plain(content.get("title") or ""):
            return short_title(own)
        asks = self.asks(content)
        return short_title(END_OF_CLAUSE.split(asks, maxsplit=1)[0].strip(' “”"') or asks)
