"""Card Markdown -> safe HTML. The only place that says of text that it is safe HTML.

Two walls, each enough on its own: raw HTML is text to the parser, and every element written here escapes what it holds;
then nh3 lets through no tag, attribute, class or address that is not listed below.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

from cards.diagrams import DiagramError, draw
from cards.formulas import MATH_ATTRIBUTES, MATH_TAGS, find_formulas, formula, formula_words

RENDERER_VERSION = 5
"""To be raised with every change of what `render` writes or a card is found by, so that what is stored is made anew."""

SOURCE_LIMIT = 64 * 1024
LINES_LIMIT = 2_000
BRACKETS_LIMIT = 2_000
SIGNS, SIGNS_LIMIT = "*_~`\\$&<!", 12_000
CELLS_LIMIT = 5_000
"""What reading a text costs grows with these, whatever its length."""
HIGHLIGHTED_LIMIT = 10_000
"""Characters of code that get colours in one text; what exceeds it stays plain."""

LEXERS = {
    "python": "python",
    "sql": "postgresql",
    "json": "json",
    "http": "http",
    "bash": "bash",
    "sh": "bash",
    "shell": "bash",
    "console": "console",
}
"""Pygments' names of the languages that get colours."""

CODE_CLASSES = {
    Comment: "c",
    Generic.Prompt: "c",
    Keyword: "k",
    Operator.Word: "k",
    String: "s",
    String.Escape: "se",
    String.Interpol: "se",
    Number: "m",
    Name.Builtin: "nb",
    Name.Class: "nf",
    Name.Decorator: "nb",
    Name.Function: "nf",
    Name.Attribute: "nt",
    Name.Tag: "nt",
}
"""The classes of static/css/code.css."""

DIAGRAM_ATTRIBUTES = {
    "svg": {"viewBox"},
    "rect": {"x", "y", "width", "height", "rx"},
    "circle": {"cx", "cy", "r"},
    "path": {"d"},
    "text": {"x", "y"},
}
DIAGRAM_CLASSES = {
    "svg": {"diagram"},
    "rect": {"box", "event", "key"},
    "circle": {"orbit", "dot", "node"},
    "path": {"line", "life", "lost", "cross", "head", "key"},
    "text": {"name", "says", "remark", "time"},
}
"""The classes of static/css/diagram.css."""

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
TEXT_BLOCKS = ("p", "h4", "h5", "h6", "td", "th")
CONTAINERS = ("blockquote", "li", "ol", "table", "ul")

LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
LINK_REL = "noopener noreferrer nofollow"
CODE_OPENS, CODE_CLOSES = '<pre tabindex="0"><code>', "</code></pre>\n"
SCROLLS = '<div class="{}" tabindex="0" role="group" aria-label="{}">'

_ALIGNED = {"align-left", "align-center", "align-right"}
_CLEANER = nh3.Cleaner(
    tags={"a", "blockquote", "br", "code", "div", "em", "h4", "h5", "h6", "hr", "li", "mark", "ol", "p", "pre", "s"}
    | {"span", "strong", "table", "tbody", "td", "th", "thead", "title", "tr", "ul"}
    | DIAGRAM_ATTRIBUTES.keys()
    | MATH_TAGS,
    attributes=DIAGRAM_ATTRIBUTES
    | {"a": {"href"}, "ol": {"start"}, **dict.fromkeys(MATH_TAGS - {"math"}, MATH_ATTRIBUTES)},
    tag_attribute_values={
        "div": {"tabindex": {"0"}, "role": {"group"}, "aria-label": {"Table", "Formula"}},
        "pre": {"tabindex": {"0"}},
        "math": {"display": {"block", "inline"}},
        "svg": {"role": {"img"}},
        **{tag: {"dir": {"auto", "rtl"}} for tag in (*TEXT_BLOCKS, *CONTAINERS)},
    },
    allowed_classes=DIAGRAM_CLASSES
    | {
        "div": {"table-scroll", "math-scroll"},
        "li": {"critical"},
        "mark": {"cloze"},
        "span": {"cloze", *CODE_CLASSES.values()},
        "td": _ALIGNED,
        "th": _ALIGNED,
        "ul": {"points"},
    },
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=LINK_REL,
    clean_content_tags={"script", "style"},
)


class SafeHTML(str):
    """HTML that a template may show as it is. Joined with other text it becomes plain text again."""

    __slots__ = ()

    def __html__(self) -> "SafeHTML":
        return self


class _Read(NamedTuple):
    html: SafeHTML
    words: str


def render(source: str) -> SafeHTML:
    """The HTML of a Markdown text."""
    return _read(checked(source)).html


def plain(source: str) -> str:
    """The words of a Markdown text on one line, for search and for titles."""
    return _read(checked(source)).words


@lru_cache(maxsize=32)
def _read(source: str) -> _Read:
    # A card that is saved is checked, drawn, named and made findable: all from one reading of each text.
    if excess(source):
        return _Read(clean(f"<p>{escape(source)}</p>\n"), " ".join(source.split()))
    environment, counted = new_environment(), new_environment()
    tokens = _PARSER.parse(source, environment)
    words: list[str] = []
    for token in tokens:
        if token.type == "inline":
            words.append("".join(_text_of(child, counted) for child in token.children or []))
        elif token.content:
            words.append(_text_of(token, counted))
    html = _PARSER.renderer.render(tokens, _PARSER.options, environment)
    return _Read(clean(html), " ".join(" ".join(words).split()))


@lru_cache(maxsize=256)
def render_line(source: str) -> SafeHTML:
    """The HTML of one line, such as a point, without a paragraph around it."""
    source = checked(source)
    return clean(escape(source) if excess(source) else _PARSER.renderInline(source, new_environment()))


def clean(html: str) -> SafeHTML:
    """The last wall: what is left of this HTML when only what cards need may stay."""
    return SafeHTML(_CLEANER.clean(html))


def stored(html: str) -> SafeHTML:
    """HTML that `render` made and that was kept in our own cache, where it lost its mark; or SVG from cards.charts.

    Only for Card.html and its like, which nothing but `render` writes. Never for anything that a person typed.
    """
    return SafeHTML(html)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"


def new_environment() -> dict[str, Any]:
    """What rendering one text counts: characters of formulas and of code with colours."""
    return {"formulas": 0, "code": 0}


def excess(source: str) -> str:
    """Why reading this text as Markdown would take too long, in words for its author; "" if it would not.

    Such a text is shown as it was typed.
    """
    if source.count("\n") >= LINES_LIMIT:
        return f"has more than {LINES_LIMIT:,} lines; split it into several cards"
    if source.count("[") > BRACKETS_LIMIT:
        return f"has more than {BRACKETS_LIMIT:,} opening brackets; split it into several cards"
    if sum(source.count(sign) for sign in SIGNS) > SIGNS_LIMIT:
        return f"has more than {SIGNS_LIMIT:,} of the signs {SIGNS}; split it into several cards"
    if _most_cells(source) > CELLS_LIMIT:
        return f"has tables of more than {CELLS_LIMIT:,} cells; split it into several cards"
    return ""


def _most_cells(source: str) -> int:
    """At least as many cells as the tables of this text have: each row has as many as the line below the head says."""
    cells, columns = 0, 0
    for line in source.split("\n"):
        if "-" in line and not line.strip(" \t-:|>+*.)0123456789"):
            columns = max(columns, line.count("|") + 1)
        elif not line.strip():
            columns = 0
        cells += columns
    return cells


def _text_of(token: Token, counted: dict[str, Any]) -> str:
    if token.type.startswith("math_"):
        return formula_words(token.content.strip(), counted)
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def checked(source: str) -> str:
    """Text that can be stored and is not too long to be rendered."""
    encoded = source.encode("utf-8", "replace")
    if len(encoded) > SOURCE_LIMIT:
        raise ValueError(f"The text is longer than {SOURCE_LIMIT // 1024} KiB. Split it into several cards.")
    return encoded.decode()


def new_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    find_formulas(parser)
    parser.validateLink = lambda url: bool(LINK.match(url))  # type: ignore[method-assign]
    parser.core.ruler.push("card", _adapt)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _adapt(state: StateCore) -> None:
    """Headings go below the page's own, alignment becomes a class (the CSP knows no style), links lose their titles."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 3)}"
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "align-")}
        token.children = token.children and _without_links_in_links(token.children)
        for child in token.children or []:
            if child.type == "link_open":
                child.attrs = {"href": child.attrs["href"], "rel": LINK_REL}
    if RIGHT_TO_LEFT.search(state.src):
        _give_directions(state.tokens)


def _without_links_in_links(tokens: list[Token]) -> list[Token]:
    """An address between angle brackets in the text of a link stays text: browsers would end the outer link there."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        is_link = token.type in ("link_open", "link_close")
        depth += token.nesting if is_link else 0
        if not is_link or depth + (token.nesting == -1) == 1:
            kept.append(token)
    return kept


def _give_directions(tokens: list[Token]) -> None:
    """Let each block find its own direction. One that holds blocks is given it: browsers do not look into them."""
    first_text = ""
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.type == "inline":
            first_text = token.content or first_text
        elif token.nesting == 1 and token.tag in TEXT_BLOCKS:
            token.attrSet("dir", "auto")
        elif token.nesting == 1 and token.tag in CONTAINERS:
            token.attrSet("dir", "rtl" if is_right_to_left(first_text) else "auto")


def _code_block(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if language_of(token) == "diagram":
        return _diagram(token.content)
    code = "".join(
        f'<span class="{name}">{escape(text)}</span>' if name else escape(text)
        for name, text in coloured(token.content, language_of(token), env)
    )
    return f"{CODE_OPENS}{code}{CODE_CLOSES}"


def language_of(token: Token) -> str:
    return token.info.strip().split(" ", 1)[0].lower()


def _diagram(source: str) -> str:
    """The picture; of what cannot be drawn, the source and the reason."""
    try:
        return f"{draw(source)}\n"
    except DiagramError as error:
        reason = escape(f"Line {error.line} of this diagram: {error}")
        return f'<pre tabindex="0"><code>{escape(source)}</code></pre>\n<p>{reason}</p>\n'


def coloured(code: str, language: str, env: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The code in stretches of one colour, each with its class or none."""
    if language not in LEXERS or env["code"] + len(code) > HIGHLIGHTED_LIMIT:
        yield "", code
        return
    env["code"] += len(code)
    lexer = get_lexer_by_name(LEXERS[language], stripnl=False, ensurenl=False)
    last_class, last_text = "", ""
    for kind, text in lexer.get_tokens(code):
        css_class = _code_class(kind) if text.strip() else ""
        if css_class != last_class:
            if last_text:
                yield last_class, last_text
            last_class, last_text = css_class, ""
        last_text += text
    if last_text:
        yield last_class, last_text


@lru_cache(maxsize=256)
def _code_class(kind: _TokenType) -> str:
    """The class of the nearest kind above this one that has a colour."""
    while kind not in CODE_CLASSES and kind.parent is not None:
        kind = kind.parent
    return CODE_CLASSES.get(kind, "")


def _inline_formula(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return formula(tokens[index].content, "inline", env)


def _inline_display_formula(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return formula(tokens[index].content, "block", env)


def _block_formula(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    html = formula(tokens[index].content.strip(), "block", env)
    return f"{SCROLLS.format('math-scroll', 'Formula')}{html}</div>\n"


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escape(tokens[index].content)


def _table_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    # A group and not a region: many regions of one name on a page would be landmarks that nobody can tell apart.
    return f"{SCROLLS.format('table-scroll', 'Table')}<table{self.renderAttrs(tokens[index])}>\n"


def _table_close(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


_RULES = {
    "fence": _code_block,
    "code_block": _code_block,
    "image": _image,
    "math_block": _block_formula,
    "math_inline": _inline_formula,
    "math_inline_double": _inline_display_formula,
    "table_close": _table_close,
    "table_open": _table_open,
}
_PARSER = new_parser()
