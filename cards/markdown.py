"""Card Markdown -> safe HTML. The only place that says of text that it is safe HTML.

Two walls, each enough on its own: raw HTML is text to the parser, and every element written here escapes what it holds;
then nh3 lets through no tag, attribute, class or address that is not listed below.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element, tostring

import nh3
from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

from cards.diagrams import DiagramError, draw

RENDERER_VERSION = 2
"""To be raised with every change of what `render` writes, so that stored HTML is made anew."""

SOURCE_LIMIT = 64 * 1024
LONGEST_FORMULA = 2_000
LONGEST_HIGHLIGHTED_CODE = 10_000
FORMULAS_LIMIT = 10_000
"""Characters of LaTeX turned into MathML in one text; what exceeds it is shown as source."""

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

MATH_TAGS = {
    "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace",
    "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
MATH_ATTRIBUTES = {
    "accent", "columnalign", "columnlines", "columnspacing", "displaystyle", "fence", "form", "largeop",
    "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines",
    "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "width",
}  # fmt: skip
MATH_VALUE = re.compile(r"[a-z -]{1,60}|-?\d{0,2}(?:\.\d{1,4})?(?:em|ex|pt|px)?")
MACROS = re.compile(r"\\(?:(?:re)?newcommand|providecommand|(?:re)?newenvironment|def|DeclareMathOperator)(?![a-zA-Z])")

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

LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
LINK_REL = "noopener noreferrer nofollow"
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


def render(source: str, finish: Callable[[str], str] | None = None) -> SafeHTML:
    """The HTML of a Markdown text. `finish` may change it before the last wall, which sees its work too."""
    return clean(_finished(_PARSER.render(_checked(source), {"formulas": 0}), finish))


def render_line(source: str, finish: Callable[[str], str] | None = None) -> SafeHTML:
    """The HTML of one line, such as a point, without a paragraph around it."""
    return clean(_finished(_PARSER.renderInline(_checked(source), {"formulas": 0}), finish))


def clean(html: str) -> SafeHTML:
    """The last wall: what is left of this HTML when only what cards need may stay."""
    return SafeHTML(_CLEANER.clean(html))


def stored(html: str) -> SafeHTML:
    """HTML that `render` made and that was kept in our own cache, where it lost its mark; or SVG from cards.charts.

    Only for Card.html and its like, which nothing but `render` writes. Never for anything that a person typed.
    """
    return SafeHTML(html)


def plain(source: str) -> str:
    """The words of a Markdown text on one line, for search and for titles."""
    words: list[str] = []
    for token in _PARSER.parse(_checked(source)):
        if token.type == "inline":
            words.append("".join(_text_of(child) for child in token.children or []))
        elif token.content:
            words.append(token.content)
    return " ".join(" ".join(words).split())


def has_formula_with(source: str, marks: str) -> bool:
    """Whether one of these characters stands inside a formula."""
    tokens = _PARSER.parse(_checked(source))
    parts = [part for token in tokens for part in [token, *(token.children or [])]]
    return any(mark in part.content for part in parts if part.type.startswith("math_") for mark in marks)


def _text_of(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def _finished(html: str, finish: Callable[[str], str] | None) -> str:
    return finish(html) if finish else html


def _checked(source: str) -> str:
    """Text that can be stored and is not too long to be rendered."""
    encoded = source.encode("utf-8", "replace")
    if len(encoded) > SOURCE_LIMIT:
        raise ValueError(f"The text is longer than {SOURCE_LIMIT // 1024} KiB. Split it into several cards.")
    return encoded.decode()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    # Spaces inside and digits beside a single dollar mean money: "from $5 to $6" is no formula.
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    parser.validateLink = _is_link  # type: ignore[method-assign]
    parser.core.ruler.push("card", _adapt)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _is_link(url: str) -> bool:
    return bool(LINK.match(url))


def _adapt(state: StateCore) -> None:
    """Headings go below the page's own, alignment becomes a class (the CSP knows no style), links lose their titles."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 3)}"
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "align-")}
        for child in token.children or []:
            if child.type == "link_open":
                child.attrs = {"href": child.attrs["href"], "rel": LINK_REL}


def _code_block(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    language = token.info.strip().split(" ", 1)[0].lower()
    if language == "diagram":
        return _diagram(token.content)
    return f'<pre tabindex="0"><code>{_highlighted(token.content, language)}</code></pre>\n'


def _diagram(source: str) -> str:
    """The picture; of what cannot be drawn, the source and the reason."""
    try:
        return f"{draw(source)}\n"
    except DiagramError as error:
        reason = escape(f"Line {error.line} of this diagram: {error}")
        return f'<pre tabindex="0"><code>{escape(source)}</code></pre>\n<p>{reason}</p>\n'


def _highlighted(code: str, language: str) -> str:
    if language not in LEXERS or len(code) > LONGEST_HIGHLIGHTED_CODE:
        return escape(code)
    lexer = get_lexer_by_name(LEXERS[language], stripnl=False, ensurenl=False)
    parts: list[list[str]] = []
    for kind, text in lexer.get_tokens(code):
        css_class = _code_class(kind) if text.strip() else ""
        if parts and parts[-1][0] == css_class:
            parts[-1][1] += text
        else:
            parts.append([css_class, text])
    return "".join(f'<span class="{name}">{escape(text)}</span>' if name else escape(text) for name, text in parts)


@lru_cache(maxsize=256)
def _code_class(kind: _TokenType) -> str:
    """The class of the nearest kind above this one that has a colour."""
    while kind not in CODE_CLASSES and kind.parent is not None:
        kind = kind.parent
    return CODE_CLASSES.get(kind, "")


def _inline_formula(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return _formula(tokens[index].content, "inline", env)


def _inline_display_formula(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return _formula(tokens[index].content, "block", env)


def _block_formula(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    html = _formula(tokens[index].content.strip(), "block", env)
    return f"{SCROLLS.format('math-scroll', 'Formula')}{html}</div>\n"


def _formula(latex: str, display: str, env: dict[str, int]) -> str:
    env["formulas"] += len(latex)
    mathml = None
    if len(latex) <= LONGEST_FORMULA and env["formulas"] <= FORMULAS_LIMIT and not MACROS.search(latex):
        mathml = _mathml(latex, display)
    return mathml or f"<code>{escape(latex)}</code>"


@lru_cache(maxsize=256)
def _mathml(latex: str, display: str) -> str | None:
    """MathML of a formula; None if it is not LaTeX that we know."""
    try:
        root = convert_to_element(latex, display=display)
        for element in root.iter():
            _tidy_element(element)
        return tostring(root, encoding="unicode")
    except Exception:  # Whatever the converter stumbles over, the author of the formula sees its source instead.
        return None


def _tidy_element(element: Element) -> None:
    """Text becomes text (the converter leaves entities in it), and attributes are what we know."""
    # latex2mathml undoes the escaping of what it writes, so that \text{<img …>} would be an image. We never let it.
    element.text = unescape(element.text or "")
    if element.text.startswith("\\") and element.tag == "mi":
        raise ValueError(f"{element.text} is no LaTeX command we know")
    for name, value in [*element.attrib.items()]:
        known = name in MATH_ATTRIBUTES or (element.tag == "math" and name == "display")
        if not known or not MATH_VALUE.fullmatch(value):
            del element.attrib[name]


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escape(tokens[index].content)


def _table_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    # A group and not a region: many regions of one name on a page would be landmarks that nobody can tell apart.
    return f"{SCROLLS.format('table-scroll', 'Table')}<table>\n"


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
_PARSER = _parser()
