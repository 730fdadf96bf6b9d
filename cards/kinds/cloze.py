"""cloze: a text with gaps; each gap number is a card of its own."""

from cards.kinds.cloze_text import parse_cloze
from cards.kinds.kind import Content, Flaw, Kind, Section
from cards.kinds.points import check_points, check_texts


def ordinals(content: Content) -> tuple[int, ...]:
    return parse_cloze(content["text"]).numbers


def check(content: Content) -> list[Flaw]:
    flaws = check_texts(content, "text") + check_points(content)
    cloze = parse_cloze(content.get("text") or "")
    flaws += [Flaw("text", problem) for problem in cloze.problems]
    if not cloze.gaps and not flaws:
        flaws.append(Flaw("text", "has no gap; write one as {{c1::answer}} or {{c1::answer::hint}}"))
    return flaws


def front(content: Content, ordinal: int) -> dict[str, str]:
    return {}


def back(content: Content, ordinal: int) -> dict[str, str]:
    return {}


def search_text(content: Content) -> str:
    return parse_cloze(content["text"]).fill(lambda _, gap: gap.answer)


def title(content: Content, ordinal: int) -> str:
    return search_text(content)


CLOZE = Kind(
    name="cloze",
    label="Text with gaps",
    sections=(
        Section("Text", "text", required=True),
        Section("Notes", "notes"),
        Section("Points", "points", "points"),
        Section("Next", "next", "next"),
    ),
    ordinals=ordinals,
    check=check,
    front=front,
    back=back,
    search_text=search_text,
    title=title,
)
