"""What kinds share whose answers take minutes and are graded by the points of a rubric: practice, beside the queue.

No repeat on the same day, and a first pass rests six days (see cards/scheduling/outcomes.py). Every sentence of a
rubric is something that can be heard or read in an answer.
"""

from collections.abc import Iterator
from html import escape
from typing import Any, ClassVar

from cards.kinds.detail import Detail, Unfit
from cards.kinds.forms import MOST_POINTS
from cards.kinds.hints import clean_hints, half_at_most, next_hint, nudges
from cards.kinds.kind import Content, Flaw, Kind, Section
from cards.kinds.rubric import FULL, Verdict, clean_marks, score_of, verdict
from cards.markdown import render, render_line

PROMPT = Section(
    "Prompt",
    "question",
    required=True,
    label="Prompt",
    help="What the interviewer says, and the numbers that are given.",
)
RUBRIC = Section(
    "Rubric",
    "rubric",
    "rubric",
    required=True,
    expected=True,
    label="Rubric",
    help="One point a line: [15! failure] Says what happens when … -> id-of-the-card-that-teaches-it. "
    "Only the text must be there; 15 is its weight, ! must not be missing.",
    rows=8,
)
PROBES = Section(
    "Probes",
    "probes",
    "ladder",
    expected=True,
    label="What is asked next",
    help="- a question; on the line below it its short answer. From easy to hard.",
    rows=4,
)


class Rubricated(Kind):
    takes_detail = True
    detail_bytes = 24_000
    is_practice = True
    measure = "rubric points"
    texts: ClassVar[tuple[str, ...]] = ("text",)
    """What is written of an answer."""
    settled: ClassVar[tuple[str, ...]] = ("text", "hints")
    recorded = ("hints",)

    def headings(self, content: Content) -> list[str]:
        """Under which an answer may be written, where its round expects some."""
        return []

    def front(self, content: Content, ordinal: int) -> dict[str, str]:
        return {"question": str(render(content["question"]))}

    def rules(self, content: Content) -> Iterator[Flaw]:
        if len(content["rubric"]) > MOST_POINTS:
            yield Flaw("rubric", f"at most {MOST_POINTS} points")

    def clean_detail(self, detail: Detail, content: Content | None) -> Detail:
        """{"points": {"0": "said", "3": "named"}, "hints": [3], "text": Markdown …}: the ticks, which points hints led
        to, in their order, and the kind's own texts. A point that was said after a hint is stored as named."""
        if set(detail) - {"points", "hints", *self.texts}:
            raise Unfit("Ticked points and what was written are expected.")
        texts = {name: detail.get(name, "") for name in self.texts}
        if not all(isinstance(text, str) for text in texts.values()):
            raise Unfit("What is written is a text.")
        most = len(content["rubric"]) if content else MOST_POINTS
        hints = clean_hints(detail.get("hints", []), most)
        points = half_at_most(clean_marks(detail.get("points", {}), most), hints)
        kept: dict[str, Any] = {name: text for name, text in texts.items() if text.strip()}
        return ({"points": points} if points else {}) | ({"hints": hints} if hints else {}) | kept

    def hinted(self, detail: Detail, content: Content) -> Detail:
        hints = detail.get("hints", [])
        place = next_hint(content["rubric"], hints)
        return detail if place is None else {**detail, "hints": [*hints, place]}

    def nudges(self, detail: Detail, content: Content) -> list[str]:
        return nudges(content["rubric"], detail.get("hints", []))

    def verdict(
        self, detail: Detail, content: Content, *, seconds: int | None = None, minutes: float | None = None
    ) -> Verdict:
        """The quality that an answer is worth, and why."""
        return verdict(content["rubric"], _marks(detail), seconds=seconds, minutes=minutes)

    def share(self, detail: Detail, content: Content) -> float | None:
        return float(score_of(content["rubric"], _marks(detail)) / FULL) if detail else None

    def proposes(
        self, detail: Detail, content: Content, *, seconds: int | None = None, minutes: float | None = None
    ) -> int | None:
        return self.verdict(detail, content, seconds=seconds, minutes=minutes).quality if detail else None


def _marks(detail: Detail) -> dict[str, str]:
    """The ticks as they count, whether they were cleaned or come from a form."""
    return half_at_most(detail.get("points", {}), detail.get("hints", []))


def probes_html(rungs: list[dict[str, str]]) -> str:
    """The ladder as a list, each answer folded."""
    items = "".join(
        f"<li><details><summary>{render_line(rung['ask'])}</summary><p>{render_line(rung['answer'])}</p></details></li>"
        for rung in rungs
    )
    return f'<ol class="ladder" aria-label="{escape("What is asked next")}">{items}</ol>' if items else ""
