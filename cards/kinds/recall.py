"""recall: a question, its answer, and the points to tick."""

from dataclasses import replace

from cards.kinds.detail import Detail, Unfit
from cards.kinds.forms import MOST_POINTS
from cards.kinds.kind import NEXT, NOTES, POINTS, Content, Kind, Section
from cards.kinds.points import extras
from cards.kinds.rubric import clean_marks, quality_of_key_points
from cards.markdown import render


class Recall(Kind):
    name = "recall"
    label = "Question and answer"
    sections = (
        Section(
            "Q",
            "question",
            required=True,
            label="Question",
            help="Markdown: **bold**, `code`, ```python, tables, $x^2$.",
        ),
        Section("A", "answer", required=True, label="Answer", rows=6),
        replace(POINTS, expected=True),
        NOTES,
        NEXT,
    )

    takes_detail = True
    detail_if_wanted = True

    def clean_detail(self, detail: Detail, content: Content | None) -> Detail:
        """{"points": {"0": "said"}}: the key points that were said."""
        if set(detail) - {"points"}:
            raise Unfit("Ticked points are expected.")
        points = clean_marks(detail.get("points", {}), len(content.get("points") or []) if content else MOST_POINTS)
        return {"points": points} if points else {}

    def proposes(
        self, detail: Detail, content: Content, *, seconds: int | None = None, minutes: float | None = None
    ) -> int | None:
        points = content.get("points") or []
        return quality_of_key_points(points, detail.get("points", {})) if points else None

    def front(self, content: Content, ordinal: int) -> dict[str, str]:
        return {"question": str(render(content["question"]))}

    def back(self, content: Content, ordinal: int) -> dict[str, str]:
        return {"answer": str(render(content["answer"])), **extras(content)}
