"""What rendered cards may consist of, written down apart from the renderer so that a slip there is seen here."""

import re
from html.parser import HTMLParser

MATH = {
    "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace", "msqrt",
    "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
DIAGRAM = {"svg", "title", "rect", "circle", "path", "text"}
TAGS = MATH | DIAGRAM | {
    "a", "blockquote", "br", "code", "div", "em", "h4", "h5", "h6", "hr", "li", "mark", "ol", "p", "pre", "s", "span",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
VOID = {"br", "hr"}
FIXED = {
    ("div", "tabindex"): "0",
    ("div", "role"): "group",
    ("div", "aria-label"): "Table|Formula",
    ("div", "class"): "table-scroll|math-scroll",
    ("pre", "tabindex"): "0",
    ("a", "href"): '(?i:https?://|mailto:)[^"<>\\s]*',
    ("a", "rel"): "noopener noreferrer nofollow",
    ("ol", "start"): r"\d{1,9}",
    ("li", "class"): "critical",
    ("ul", "class"): "points",
    ("mark", "class"): "cloze",
    ("span", "class"): "cloze|c|k|s|se|m|nf|nb|nt",
    ("td", "class"): "align-(?:left|center|right)",
    ("th", "class"): "align-(?:left|center|right)",
    ("math", "display"): "block|inline",
    ("svg", "class"): "diagram",
    ("svg", "role"): "img",
    ("svg", "viewbox"): r"0 0 340 \d{1,4}",
    ("rect", "class"): "(?:box|event)(?: key)?",
    ("circle", "class"): "orbit|dot|node",
    ("path", "class"): "life|(?:line|head)(?: key| lost| cross)?",
    ("path", "d"): r"[MLAVZlm0-9 .-]+",
    ("text", "class"): "name|says|remark|time",
    **dict.fromkeys([(tag, "dir") for tag in ("p", "h4", "h5", "h6", "td", "th")], "auto"),
    **dict.fromkeys([(tag, "dir") for tag in ("blockquote", "li", "ol", "table", "ul")], "auto|rtl"),
    **dict.fromkeys([("rect", name) for name in ("x", "y", "width", "height", "rx")], r"-?\d{1,4}(?:\.\d)?"),
    **dict.fromkeys([("circle", name) for name in ("cx", "cy", "r")], r"-?\d{1,4}(?:\.\d)?"),
    **dict.fromkeys([("text", name) for name in ("x", "y")], r"-?\d{1,4}(?:\.\d)?"),
}
MATH_ATTRIBUTES = {
    "accent", "columnalign", "columnlines", "columnspacing", "displaystyle", "fence", "form", "largeop",
    "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines",
    "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "width",
}  # fmt: skip
MATH_VALUE = re.compile(r"[a-z -]{1,60}|-?\d{0,2}(?:\.\d+)?(?:em|ex|pt|px)?")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.found.append(f"<{tag}> has an attribute twice")
        for name, value in attrs:
            if not self._is_allowed(tag, name, value or ""):
                self.found.append(f"<{tag} {name}={value!r}>")

    def _is_allowed(self, tag: str, name: str, value: str) -> bool:
        if (tag, name) in FIXED:
            return bool(re.fullmatch(FIXED[tag, name], value))
        return tag in MATH and name in MATH_ATTRIBUTES and bool(MATH_VALUE.fullmatch(value))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.found.append(f"</{tag}> closes nothing")

    def handle_comment(self, data):
        self.found.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def unsafe_parts(html: str) -> list[str]:
    """Every tag, attribute or address in this HTML that a card may not have, and tags that do not match."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found + [f"<{tag}> is never closed" for tag in reader.open]
