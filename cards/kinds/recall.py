"""recall: a question, its answer, and the points to tick."""

from cards.kinds.kind import Content, Flaw, Kind, Section
from cards.kinds.points import check_points, check_texts, point_texts


def ordinals(content: Content) -> tuple[int, ...]:
    return (0,)


def check(content: Content) -> list[Flaw]:
    return check_texts(content, "question", "answer") + check_points(content)


def front(content: Content, ordinal: int) -> dict[str, str]:
    return {}


def back(content: Content, ordinal: int) -> dict[str, str]:
    return {}


def search_text(content: Content) -> str:
    return "\n".join([content["question"], content["answer"], *point_texts(content), content.get("notes") or ""])


def title(content: Content, ordinal: int) -> str:
    return str(content["question"])


RECALL = Kind(
    name="recall",
    label="Question and answer",
    sections=(
        Section("Q", "question", required=True),
        Section("A", "answer", required=True),
        Section("Points", "points", "points"),
        Section("Notes", "notes"),
        Section("Next", "next", "next"),
    ),
    ordinals=ordinals,
    check=check,
    front=front,
    back=back,
    search_text=search_text,
    title=title,
)
