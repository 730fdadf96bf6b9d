"""recall: a question, its answer, and the points to tick."""

from dataclasses import replace

from cards.kinds.kind import NEXT, NOTES, POINTS, Content, Kind, Section
from cards.kinds.points import extras
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

    def front(self, content: Content, ordinal: int) -> dict[str, str]:
        return {"question": str(render(content["question"]))}

    def back(self, content: Content, ordinal: int) -> dict[str, str]:
        return {"answer": str(render(content["answer"])), **extras(content)}
