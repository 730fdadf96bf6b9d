"""Card Markdown -> HTML in pieces, each of which knows the gap of the text that it came from.

The text is read once, with every gap's answer in its place, so that the marks of gaps cannot change what stands beside
them. What each character of the HTML came from is followed through the parser: every block keeps the place of its lines
in the source, every step of the inline parser the stretch that it took.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any, NamedTuple, cast

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from cards.formulas import formula_words
from cards.markdown import CODE_CLOSES, CODE_OPENS, checked, coloured, excess, language_of, new_environment, new_parser

NO_GAP = -1
Span = tuple[int, int]


class Piece(NamedTuple):
    """A tag, or a stretch of what can be seen. `gap` is the place of its gap among the spans, or NO_GAP."""

    html: str
    gap: int
    text: str = ""
    is_cut: bool = False
    """A formula, a diagram or the address of a link, which a gap only covers in part."""


def pieces(source: str, spans: Sequence[Span]) -> list[Piece]:
    """The HTML of a text, which joined is that of `render`. `spans` are the gaps in it, in order."""
    source = checked(source)
    owners = [NO_GAP] * len(source)
    for gap, (start, end) in enumerate(spans):
        owners[start:end] = [gap] * (end - start)
    if excess(source):
        return [Piece("<p>", NO_GAP), *_by_gap(source, owners), Piece("</p>\n", NO_GAP, " ")]
    environment = new_environment() | {"source": source, "owners": owners, "ends": [end for _, end in spans]}
    tokens = _PARSER.parse(source, environment)
    return list(_joined(_Writer(environment).written(tokens)))


def _joined(written: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours outside of gaps as one piece, and so the texts of one gap. Its tags stay apart."""
    for (gap, kind), group in groupby(written, _kind):
        parts = list(group)
        if kind == "tag" or len(parts) == 1:
            yield from parts
        else:
            yield Piece("".join(part.html for part in parts), gap, "".join(part.text for part in parts))


def _kind(piece: Piece) -> tuple[int, str]:
    if piece.is_cut or (piece.gap != NO_GAP and piece.html.startswith("<")):
        return piece.gap, "tag"
    return piece.gap, "text"


# Where tokens came from -----------------------------------------------------------------------------------------------


class _InlineState(StateInline):
    pending_at = 0

    def pushPending(self) -> Token:  # noqa: N802 - markdown-it's name
        token = super().pushPending()
        token.meta["at"] = self.pending_at, self.pending_at + len(token.content)
        token.meta["from"] = self.pending_at
        return token


class _InlineParser(ParserInline):
    """The same parser. Each token's meta holds "at", the stretch it came from, and "from", where its content starts."""

    def tokenize(self, state: StateInline) -> None:
        rules = self.ruler.getRules("")
        end = state.posMax
        while state.pos < end:
            start, count = state.pos, len(state.tokens)
            if not state.pending:
                state.pending_at = start  # type: ignore[attr-defined]
            is_taken = state.level < state.md.options["maxNesting"] and any(rule(state, False) for rule in rules)
            if is_taken:
                _place(state.tokens[count:], start, state)
            else:
                state.append_pending(state.src[start])
                state.pos += 1
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _place(made: list[Token], start: int, state: StateInline) -> None:
    """Note where the tokens that one step made came from. Those made by steps within it know already."""
    tokens = [token for token in made if "at" not in token.meta]
    if tokens and tokens[0].type == "link_open":
        _place_link(tokens, max((token.meta["at"][1] for token in made if "at" in token.meta), default=0), start, state)
        return
    for token in tokens:
        end = start + len(token.content) if len(tokens) > 1 else state.pos
        token.meta["at"] = start, end
        before = {"image": 2, "text": 0, "code_inline": len(token.markup)}.get(token.type)
        if token.type == "text_special" and token.content == token.markup:  # a backslash that escapes nothing
            before = 0
        if before is not None:
            # One space on either side of a code span is not part of it.
            inside = end - start - 2 * before
            token.meta["from"] = start + before + (token.type == "code_inline" and inside > len(token.content))
        start = end


def _place_link(tokens: list[Token], label_end: int, start: int, state: StateInline) -> None:
    opening, *address, closing = tokens
    label_end = max(label_end, start + 1)
    for token in address:  # in angle brackets an address is its own text
        label_end = state.pos - 1
        token.meta["at"] = start + 1, label_end
        if token.content == state.src[start + 1 : label_end]:
            token.meta["from"] = start + 1
    opening.meta["at"] = start, start + 1
    closing.meta["at"] = label_end, state.pos


def _tracked(rule: Callable[..., bool]) -> Callable[..., bool]:
    """A block rule whose tokens know where they came from: "at" in the source, "owners" of their content."""

    def tracked(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        count = len(state.tokens)
        start = state.bMarks[start_line] + state.tShift[start_line]
        if not rule(state, start_line, end_line, silent):
            return False
        if not silent and len(state.tokens) > count:
            state.tokens[count].meta["at"] = start, state.eMarks[state.line - 1]
            _place_block(state, state.tokens[count:])
        return True

    return tracked


def _place_block(state: StateBlock, tokens: list[Token]) -> None:
    """Note where the tokens that one block rule made came from. Those of blocks within it know already."""
    owners: list[int] = state.env["owners"]
    rows: dict[int, Iterator[list[int]]] = {}
    for token in tokens:
        if not token.map:
            continue
        line = token.map[0]
        if token.type in ("list_item_open", "tr_open") and "at" not in token.meta:
            token.meta["at"] = state.bMarks[line] + state.tShift[line], state.eMarks[max(line, token.map[1] - 1)]
        elif token.type in ("inline", "fence", "code_block") and "owners" not in token.meta:
            if tokens[0].type == "table_open":
                rows[line] = rows.get(line) or iter(_places_of_cells(state, line))
                places = _part_of(next(rows[line], []), token.content, state)
            elif tokens[0].markup.startswith("#"):
                at = state.src.find(token.content, tokens[0].meta["at"][0] + len(tokens[0].markup))
                places = list(range(at, at + len(token.content)))
            else:
                places = _places_of_lines(state, token)
            token.meta["owners"] = [owners[place] if 0 <= place < len(owners) else NO_GAP for place in places]


def _places_of_lines(state: StateBlock, token: Token) -> list[int]:
    """Where each character of a content stands in the source: its lines end where those of the source do."""
    first_line = (token.map or [0])[0] + (token.type == "fence")
    places: list[int] = []
    for number, line in enumerate(token.content.split("\n"), first_line):
        if number > first_line:
            places.append(state.eMarks[number - 1])
        words = line.lstrip()
        begin, end = (state.bMarks[number], state.eMarks[number]) if number < len(state.eMarks) else (0, 0)
        trimmed = begin + len(state.src[begin:end].rstrip())
        stop = next((stop for stop in (end, trimmed) if state.src.endswith(words, begin, stop)), -1)
        at = stop - len(words) if stop >= 0 else -len(words) - 1
        places += [-1] * (len(line) - len(words)) + list(range(at, at + len(words)))
    return places


def _places_of_cells(state: StateBlock, line: int) -> list[list[int]]:
    """Where each character of each cell of a row stands in the source; of an escaped pipe, the pipe."""
    cells: list[list[int]] = [[]]
    start = state.bMarks[line] + state.tShift[line]
    end = start + len(state.src[start : state.eMarks[line]].rstrip())
    for place in range(start, end):
        is_escaped = place > start and state.src[place - 1] == "\\"
        if state.src[place] == "|" and not is_escaped:
            cells.append([])
            continue
        if state.src[place] == "|":
            cells[-1].pop()
        cells[-1].append(place)
    return cells if cells[0] else cells[1:]


def _part_of(places: list[int], content: str, state: StateBlock) -> list[int]:
    at = "".join(state.src[place] for place in places).find(content)
    return places[at : at + len(content)]


# Written --------------------------------------------------------------------------------------------------------------


class _Writer:
    def __init__(self, environment: dict[str, Any]) -> None:
        self.environment = environment
        self.owners: list[int] = environment["owners"]
        self.ends: list[int] = environment["ends"]
        self.renderer = cast(RendererHTML, _PARSER.renderer)

    def written(self, tokens: list[Token]) -> Iterator[Piece]:
        gaps: list[int] = []
        for index, token in enumerate(tokens):
            if token.nesting == 1:
                around = gaps[-1] if gaps else NO_GAP
                gaps.append(self._block_gap(token) if around == NO_GAP else around)
            if token.type == "inline":
                yield from self._inline(token.children or [], token.meta.get("owners", []))
            elif token.type in ("fence", "code_block"):
                yield from self._code(token, tokens, index)
            elif token.type == "math_block":
                yield from self._math_block(token, tokens, index)
            else:
                html = self._html(tokens, index)
                # Between the blocks of a text stands at least a space.
                yield Piece(html, gaps[-1] if gaps else self._block_gap(token), " " if token.nesting == -1 else "")
            if token.nesting == -1:
                gaps.pop()

    def _html(self, tokens: list[Token], index: int) -> str:
        renderer = self.renderer
        if tokens[index].type in renderer.rules:
            return str(renderer.rules[tokens[index].type](tokens, index, _PARSER.options, self.environment))
        return renderer.renderToken(tokens, index, _PARSER.options, self.environment)

    def _block_gap(self, token: Token) -> int:
        """The gap that this block stands in as a whole."""
        start, end = token.meta.get("at", (len(self.owners), 0))
        if start >= len(self.owners):
            return NO_GAP
        gap = self.owners[start]
        end = start + len(self.environment["source"][start:end].rstrip())
        return gap if gap != NO_GAP and end <= self.ends[gap] else NO_GAP

    def _inline(self, tokens: list[Token], owners: list[int]) -> Iterator[Piece]:
        gaps, cut = _element_gaps(tokens, owners)
        for index, token in enumerate(tokens):
            start, end = token.meta["at"]
            stretch = owners[start:end] or [NO_GAP]
            if token.type in ("text", "text_special", "code_inline", "image"):
                opens, closes = ("<code>", "</code>") if token.type == "code_inline" else ("", "")
                gap = stretch[0] if len(set(stretch)) == 1 else NO_GAP
                yield from [Piece(opens, gap)] if opens else []
                yield from self._text(token, owners, stretch)
                yield from [Piece(closes, gap)] if closes else []
            elif token.nesting:
                yield Piece(self._html(tokens, index), gaps.get(index, NO_GAP), is_cut=index in cut)
            elif token.type.startswith("math_"):
                gap = stretch[0] if len(set(stretch)) == 1 else NO_GAP
                yield from _formula(self._html(tokens, index), token, gap, is_cut=len(set(stretch)) > 1)
            else:
                yield Piece(self._html(tokens, index), stretch[0], " ")

    def _text(self, token: Token, owners: list[int], stretch: list[int]) -> Iterator[Piece]:
        start = token.meta.get("from")
        if start is None:  # an escape or an entity
            gap = max(stretch)
            yield Piece(escape(token.content), gap, token.content)
        else:
            yield from _by_gap(token.content, owners[start : start + len(token.content)])

    def _math_block(self, token: Token, tokens: list[Token], index: int) -> Iterator[Piece]:
        gap, (start, end) = self._block_gap(token), token.meta["at"]
        html = self._html(tokens, index)
        opens, closes = html.split(">", 1)[0] + ">", "</div>\n"
        is_cut = gap == NO_GAP and any(owner != NO_GAP for owner in self.owners[start:end])
        yield Piece(opens, gap)
        yield from _formula(html[len(opens) : -len(closes)], token, gap, is_cut)
        yield Piece(closes, gap, " ")

    def _code(self, token: Token, tokens: list[Token], index: int) -> Iterator[Piece]:
        gap, owners, language = self._block_gap(token), token.meta.get("owners", []), language_of(token)
        if language == "diagram":
            is_cut = gap == NO_GAP and any(owner != NO_GAP for owner in owners)
            yield Piece(self._html(tokens, index), gap, token.content, is_cut)
            return
        yield Piece(CODE_OPENS, gap)
        done = 0
        for name, text in coloured(token.content, language, self.environment):
            stretch = owners[done : done + len(text)]
            done += len(text)
            whole = stretch[0] if len(set(stretch)) == 1 else NO_GAP
            yield from [Piece(f'<span class="{name}">', whole)] if name else []
            yield from _by_gap(text, stretch)
            yield from [Piece("</span>", whole)] if name else []
        yield Piece(CODE_CLOSES, gap, " ")


def _formula(html: str, token: Token, gap: int, is_cut: bool) -> Iterator[Piece]:
    """One piece; what could not be drawn is its source, between tags like other code."""
    if html.startswith("<math"):
        yield Piece(html, gap, formula_words(token.content.strip(), new_environment()), is_cut)
    else:
        yield Piece("<code>", gap)
        yield Piece(html.removeprefix("<code>").removesuffix("</code>"), gap, token.content, is_cut)
        yield Piece("</code>", gap)


def _by_gap(text: str, owners: list[int]) -> Iterator[Piece]:
    """The text cut where its gaps begin and end."""
    done = 0
    for gap, stretch in groupby(owners):
        length = len(list(stretch))
        part = text[done : done + length]
        yield Piece(escape(part), gap, part)
        done += length
    if done < len(text):
        yield Piece(escape(text[done:]), NO_GAP, text[done:])


def _element_gaps(tokens: list[Token], owners: list[int]) -> tuple[dict[int, int], set[int]]:
    """By the places of tags among the tokens: the gap of each whose element stands in one as a whole, both its ends;
    and the links whose address a gap covers in part."""
    gaps: dict[int, int] = {}
    cut: set[int] = set()
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.nesting == 1:
            opened.append(index)
        elif token.nesting == -1 and opened:
            opening = opened.pop()
            start, end = tokens[opening].meta["at"][0], token.meta["at"][1]
            covered = owners[start:end]
            if covered and covered[0] == covered[-1] != NO_GAP:
                gaps[opening] = gaps[index] = covered[0]
            elif token.type == "link_close":
                address = covered if token.info == "auto" else owners[token.meta["at"][0] : end]
                if any(owner != NO_GAP for owner in address):
                    cut.add(opening)
    return gaps, cut


def _parser() -> MarkdownIt:
    parser = new_parser()
    inline = _InlineParser()
    inline.ruler, inline.ruler2 = parser.inline.ruler, parser.inline.ruler2
    parser.inline = inline
    # Text stays in the stretches that it was read in.
    parser.inline.ruler2.disable("fragments_join")
    parser.core.ruler.disable("text_join")
    for rule in parser.block.ruler.__rules__:
        parser.block.ruler.at(rule.name, _tracked(rule.fn), {"alt": rule.alt})
    return parser


_PARSER = _parser()
