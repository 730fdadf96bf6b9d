"""cloze: a text with gaps; each gap number is a card of its own.

Gaps are found before Markdown is read and drawn after it is rendered, so that they work in code, tables and emphasis.
In between, two rare punctuation marks hold their places.
"""

import re
from collections.abc import Iterator
from html import escape

from cards.kinds.cloze_text import ClozeText, Gap, parse_cloze
from cards.kinds.kind import Content, Flaw, Kind, Section
from cards.kinds.points import check_texts, extras, search_words, short_title
from cards.markdown import has_formula_with, plain, render

OPEN, CLOSE = "⸨", "⸩"
"""Stand around an answer. Punctuation, so that emphasis beside them works as it does beside braces."""
FIRST_HOLE = 0xF0000
"""The hole of gap n is the private character FIRST_HOLE + n: one letter to Markdown and to the code highlighter."""
HOLE = re.compile("[\U000f0000-\U000ffffd]")
MARKS = re.compile(f"[{OPEN}{CLOSE}\U000f0000-\U000ffffd]")
HTML_PIECES = re.compile(r"<math\b.*?</math>|<svg\b.*?</svg>|<(?:[^<>\"]|\"[^\"]*\")*>|[^<]+|<", re.DOTALL)
"""A whole formula or diagram, one tag, or a stretch of text."""
INLINE_TAG = re.compile(r"<(/?)(?:a|code|em|math|s|span|strong)\b")
NO_HINT = "…"


def ordinals(content: Content) -> tuple[int, ...]:
    return parse_cloze(content["text"]).numbers


def check(content: Content) -> list[Flaw]:
    flaws = check_texts(content, "text")
    if flaws:
        return flaws
    cloze = _parsed(content)
    flaws = [Flaw("text", problem) for problem in cloze.problems]
    if not cloze.gaps and not flaws:
        flaws.append(Flaw("text", "has no gap; write one as {{c1::answer}} or {{c1::answer::hint}}"))
    if has_formula_with(cloze.fill(_marked_answer), OPEN + CLOSE):
        message = "a gap cannot stand inside a formula; put the formula inside the gap, as in {{c1::$x^2$}}"
        flaws.append(Flaw("text", message))
    return flaws


def front(content: Content, ordinal: int) -> dict[str, str]:
    """The text with a hole for each gap of this number; the answers of the others are part of the text."""
    cloze = _parsed(content)
    source = cloze.fill(lambda place, gap: chr(FIRST_HOLE + place) if gap.number == ordinal else gap.answer)

    def hole(match: re.Match[str]) -> str:
        hint = cloze.gaps[ord(match[0]) - FIRST_HOLE].hint
        return f'<span class="cloze">[{escape(hint or NO_HINT)}]</span>'

    def draw_holes(html: str) -> str:
        return "".join(MARKS.sub("", piece) if piece[0] == "<" else HOLE.sub(hole, piece) for piece in _pieces(html))

    return {"question": str(render(source, draw_holes))}


def back(content: Content, ordinal: int) -> dict[str, str]:
    """The whole text, with the answers of this number marked."""
    source = _parsed(content).fill(
        lambda place, gap: _marked_answer(place, gap) if gap.number == ordinal else gap.answer
    )
    return {"answer": str(render(source, _draw_answers)), **extras(content)}


def search_text(content: Content) -> str:
    return search_words(content, parse_cloze(content["text"]).fill(lambda _, gap: gap.answer))


def title(content: Content, ordinal: int) -> str:
    """The text around this number's first hole, with the hole and without its answer."""
    source = _parsed(content).fill(
        lambda _, gap: f"{OPEN}{gap.hint or NO_HINT}{CLOSE}" if gap.number == ordinal else gap.answer
    )
    text = plain(source)
    title = short_title(text, text.find(OPEN))
    return title.replace(OPEN, "[").replace(CLOSE, "]")


def _parsed(content: Content) -> ClozeText:
    """The text's gaps. Place-holding marks that the author happened to write become what they look like."""
    return parse_cloze(HOLE.sub("\ufffd", content["text"].replace(OPEN, "((").replace(CLOSE, "))")))


def _marked_answer(place: int, gap: Gap) -> str:
    # A code fence must begin its line, so the mark before it gets a line of its own.
    apart = "\n\n" if gap.answer.lstrip().startswith(("```", "~~~")) and "\n" in gap.answer else ""
    return f"{OPEN}{apart}{gap.answer}{apart}{CLOSE}"


def _pieces(html: str) -> Iterator[str]:
    return (match[0] for match in HTML_PIECES.finditer(html))


def _draw_answers(html: str) -> str:
    """HTML with what stands between the marks wrapped in <mark>: whole, or text by text where tags would cross."""
    written: list[str] = []
    held: list[str] | None = None
    for piece in _pieces(html):
        parts = [MARKS.sub("", piece)] if piece[0] == "<" else re.split(f"([{OPEN}{CLOSE}])", piece)
        for part in parts:
            if part == OPEN:
                held = held or []
            elif part == CLOSE:
                written += _marked(held or [])
                held = None
            elif held is not None:
                held.append(part)
            else:
                written.append(part)
    return "".join([*written, *_marked(held or [])]).replace("<p></p>\n", "")


def _marked(pieces: list[str]) -> list[str]:
    if not any(piece.strip() for piece in pieces):
        return pieces
    if _is_balanced(pieces):
        return ['<mark class="cloze">', *pieces, "</mark>"]
    return [f'<mark class="cloze">{piece}</mark>' if _is_visible(piece) else piece for piece in pieces]


def _is_visible(piece: str) -> bool:
    return piece.startswith("<math") or (piece[:1] != "<" and bool(piece.strip()))


def _is_balanced(pieces: list[str]) -> bool:
    """Whether these pieces of HTML are text and whole inline elements."""
    depth = 0
    for piece in pieces:
        if piece[:1] != "<" or piece.startswith(("<math", "<br")):
            continue
        tag = INLINE_TAG.match(piece)
        if tag is None:
            return False
        depth += -1 if tag[1] else 1
        if depth < 0:
            return False
    return depth == 0


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
