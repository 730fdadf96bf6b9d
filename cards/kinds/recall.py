"""recall: a question, its answer, and the points to tick."""

from cards.kinds.kind import Content, Flaw, Kind, Section
from cards.kinds.points import check_texts, extras, search_words, short_title
from cards.markdown import plain, render


def ordinals(content: Content) -> tuple[int, ...]:
    return (0,)


def check(content: Content) -> list[Flaw]:
    return check_texts(content, "question", "answer")


def front(content: Content, ordinal: int) -> dict[str, str]:
    return {"question": str(render(content["question"]))}


def back(content: Content, ordinal: int) -> dict[str, str]:
    return {"answer": str(render(content["answer"])), **extras(content)}


def search_text(content: Content) -> str:
    return search_words(content, plain(content["question"]), plain(content["answer"]))


def title(content: Content, ordinal: int) -> str:
    return short_title(plain(content["question"]))


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
