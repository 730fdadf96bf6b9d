"""cloze: a text with gaps; each gap number is a card of its own.

The text is read once, with every answer in its gap, and both sides of every card are cut from that one reading: a mark
never changes what stands beside it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import groupby

from cards.kinds.cloze_text import CARDS_TIMES_BYTES, ClozeText, Gap, parse_cloze
from cards.kinds.kind import NEXT, NOTES, POINTS, Asked, Content, Flaw, Kind, Section
from cards.kinds.points import extra_words, extras, short_title, shows_something
from cards.markdown import clean
from cards.pieces import NO_GAP, Piece, pieces

INLINE_TAG = re.compile(r"<(/?)(?:a|code|em|s|span|strong)\b")
BLOCK_TAG = re.compile(r"</?(blockquote|div|h[4-6]|hr|li|ol|p|pre|svg|table|tbody|td|th|thead|tr|ul)\b|</code></pre>")
HOLES_OF_BLOCKS = {"li": "<li>{}</li>\n", "tr": "<tr>\n<td>{}</td>\n</tr>\n"}
NO_HINT = "…"
HINTS_SHOWN = 10


def _problems(cloze: ClozeText) -> Iterator[str]:
    longest = CARDS_TIMES_BYTES // len(cloze.numbers)
    if len(cloze.numbers) > 1 and len(cloze.text.encode("utf-8", "replace")) > longest:
        yield (
            f"a text with {len(cloze.numbers)} numbered gaps can have {longest:,} bytes; split it, so that each card "
            "shows less"
        )
        return
    read = _read(cloze)
    if any(piece.is_cut for piece in read):
        yield (
            "a gap cannot stand inside a formula, a diagram or the address of a link; put the whole of it inside the "
            "gap, as in {{c1::$x^2$}}"
        )
    seen = {piece.gap for piece in read if shows_something(piece.html)}
    for place, gap in enumerate(cloze.gaps):
        if place not in seen and not any(piece.is_cut for piece in read):
            yield (
                f"“{gap.answer[:40]}” would leave nothing to see in its gap: it is part of an address, or of the signs "
                "that Markdown takes away"
            )


def _with_holes(cloze: ClozeText, ordinal: int) -> Iterator[str]:
    hidden = {place: gap for place, gap in enumerate(cloze.gaps) if gap.number == ordinal}
    drawn: set[int] = set()
    for piece in _read(cloze):
        if piece.gap not in hidden:
            yield piece.html
        elif piece.gap not in drawn and piece.html:
            drawn.add(piece.gap)
            hole = f'<span class="cloze">[{escape(hidden[piece.gap].hint or NO_HINT)}]</span>'
            block = BLOCK_TAG.match(piece.html)
            yield HOLES_OF_BLOCKS.get(block[1], "<p>{}</p>\n").format(hole) if block else hole


def _with_answers(cloze: ClozeText, ordinal: int) -> Iterator[str]:
    held: list[str] = []
    last = NO_GAP
    for piece in _read(cloze):
        is_asked = piece.gap != NO_GAP and cloze.gaps[piece.gap].number == ordinal
        gap = piece.gap if is_asked else NO_GAP
        if gap != last:
            yield from _marked(held)
            held = []
        last = gap
        if is_asked:
            held.append(piece.html)
        else:
            yield piece.html
    yield from _marked(held)


def _read(cloze: ClozeText) -> tuple[Piece, ...]:
    """The text with its answers, in pieces that know their gaps."""
    return _pieces(*cloze.filled())


@lru_cache(maxsize=4)
def _pieces(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[Piece, ...]:
    # All cards of a text, both their sides, their titles and what is found of them, come from this one reading.
    return tuple(pieces(text, spans))


def _marked(html: list[str]) -> Iterator[str]:
    """What came from a gap, in <mark>: each stretch between blocks, or text by text where tags would cross."""
    for is_block, group in groupby(html, lambda piece: bool(BLOCK_TAG.match(piece))):
        run = list(group)
        if is_block or not any(piece.strip() for piece in run):
            yield from run
        elif _is_balanced(run):
            yield from ['<mark class="cloze">', *run, "</mark>"]
        else:
            yield from (f'<mark class="cloze">{piece}</mark>' if _is_visible(piece) else piece for piece in run)


def _is_visible(piece: str) -> bool:
    return piece.startswith("<math") or (piece[:1] != "<" and bool(piece.strip()))


def _is_balanced(html: list[str]) -> bool:
    """Whether these pieces of HTML are text and whole inline elements."""
    depth = 0
    for tag in (INLINE_TAG.match(piece) for piece in html):
        depth += {"": 1, "/": -1}[tag[1]] if tag else 0
        if depth < 0:
            return False
    return depth == 0


class Cloze(Kind):
    name = "cloze"
    label = "Text with gaps"
    part = "Gap"
    sections = (
        Section(
            "Text",
            "text",
            required=True,
            label="Text with gaps",
            help="{{c1::answer}} or {{c1::answer::hint}}. Each number is a card of its own; gaps with the same number "
            "are asked together.",
            rows=6,
        ),
        NOTES,
        POINTS,
        NEXT,
    )

    def ordinals(self, content: Content) -> tuple[int, ...]:
        return parse_cloze(content["text"]).numbers

    def rules(self, content: Content) -> Iterator[Flaw]:
        cloze = parse_cloze(content["text"])
        problems = cloze.problems
        if not cloze.gaps and not problems:
            problems = ("has no gap; write one as {{c1::answer}} or {{c1::answer::hint}}",)
        yield from (Flaw("text", problem) for problem in problems or _problems(cloze))

    def front(self, content: Content, ordinal: int) -> dict[str, str]:
        """The text with a hole for each gap of this number; the answers of the others are part of the text."""
        cloze = parse_cloze(content["text"])
        return {"question": str(clean("".join(_with_holes(cloze, ordinal))))}

    def back(self, content: Content, ordinal: int) -> dict[str, str]:
        """The whole text, with the answers of this number marked."""
        cloze = parse_cloze(content["text"])
        return {"answer": str(clean("".join(_with_answers(cloze, ordinal)))), **extras(content)}

    def asks(self, content: Content) -> str:
        words = "".join(piece.text for piece in _read(parse_cloze(content["text"])))
        return " ".join(words.split())

    def other_words(self, content: Content) -> list[str]:
        return extra_words(content)

    def title(self, content: Content, ordinal: int) -> str:
        """The text around this number's first hole, with the hole and without its answer."""
        cloze = parse_cloze(content["text"])
        words, show, drawn = "", -1, set()
        for piece in _read(cloze):
            if piece.gap == NO_GAP or cloze.gaps[piece.gap].number != ordinal:
                words += piece.text
            elif piece.gap not in drawn and piece.html:
                drawn.add(piece.gap)
                show = len(" ".join(words.split())) if show < 0 else show
                words += f"[{cloze.gaps[piece.gap].hint or NO_HINT}]"
            elif BLOCK_TAG.match(piece.html):
                words += " "
        return short_title(" ".join(words.split()), max(show, 0))

    def remarks(self, content: Content) -> list[Gap]:
        """Gaps with a hint. What follows the last "::" is one, also where it was meant to go on: `std::vector`."""
        return [gap for gap in parse_cloze(content["text"]).gaps if gap.hint][:HINTS_SHOWN]

    def gives(self, content: Content) -> Asked:
        text = parse_cloze(content["text"])
        return Asked(text.fill(lambda _, gap: f"[{gap.hint or NO_HINT}]"), text.fill(lambda _, gap: gap.answer))
