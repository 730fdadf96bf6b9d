"""Formulas between dollars: where they stand in a text, and LaTeX -> MathML, or words on one line for lists.

A dollar with a digit before it, or after the closing one, is money, and so is one beside a space: "from $5 to $6".
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

LONGEST_FORMULA = 2_000
FORMULAS_LIMIT = 10_000
"""Characters of LaTeX turned into MathML in one text; what exceeds it is shown as source."""
LEAST_FORMULA = 12
"""As many characters a formula costs, however short it is."""

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
CHILDREN = {"mfrac": 2, "mover": 2, "mroot": 2, "msub": 2, "msubsup": 3, "msup": 2, "munder": 2, "munderover": 3}
"""How many parts these must have: with fewer or more, browsers draw an error or leave some out."""
PARENTS = {"mtr": "mtable", "mtd": "mtr"}
LEAVES = {"mi", "mn", "mo", "mtext", "mspace"}

MACROS = re.compile(r"\\(?:(?:re)?newcommand|providecommand|(?:re)?newenvironment|def|DeclareMathOperator)(?![a-zA-Z])")
ENVIRONMENT = re.compile(r"\\(begin|end)\{([^{}]*)\}")
ENVIRONMENTS = {"align", "align*", "array", "cases", "matrix", "smallmatrix", "split", "substack"} | {
    f"{kind}matrix{star}" for kind in ("", "p", "b", "B", "v", "V") for star in ("", "*")
}
SAME_ENVIRONMENT = {"aligned": "split", "gathered": "matrix", "align": "align*", "equation": "", "equation*": ""}
"""What the converter has under another name. `align` would number its lines, which nothing on a card refers to."""
BRACE = re.compile(r"\\.|([{}])", re.DOTALL)

FORMULA = re.compile(r"(?:[^$\\]|\\.)++", re.DOTALL)
DISPLAYED_FORMULA = re.compile(r"(?:[^$\\]|\\.|\$(?!\$))++", re.DOTALL)


# Where they stand -----------------------------------------------------------------------------------------------------


def find_formulas(parser: MarkdownIt) -> None:
    """Let this parser find formulas. Not mdit-py-plugins' dollarmath, whose search grows with the square of the text,
    and which takes the last character of a text for the one before its first."""
    parser.inline.ruler.before("escape", "math_inline", _inline_rule)
    parser.block.ruler.before("fence", "math_block", _block_rule)


def _inline_rule(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] != "$" or (start and source[start - 1].isdigit()):
        return False
    marks = "$$" if source.startswith("$$", start) else "$"
    found = (FORMULA if marks == "$" else DISPLAYED_FORMULA).match(source, start + len(marks), state.posMax)
    if not found or not source.startswith(marks, found.end(), state.posMax):
        return False
    after = found.end() + len(marks)
    if source[after : after + 1].isdigit() or (marks == "$" and found[0] != found[0].strip()):
        return False
    if not silent:
        token = state.push("math_inline" if marks == "$" else "math_inline_double", "math", 0)
        token.content, token.markup = found[0], marks
    state.pos = after
    return True


def _block_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or not state.src.startswith("$$", start, state.eMarks[start_line]):
        return False
    first = state.src[start : state.eMarks[start_line]].rstrip()
    if len(first) > 3 and first.endswith("$$"):
        last_line = start_line
    elif "$$" in first[2:]:
        return False
    else:
        closing_line = _closing_line(state, start_line, end_line)
        if closing_line is None:
            return False
        last_line = closing_line
    lines = [state.src[state.bMarks[line] : state.eMarks[line]] for line in range(start_line, last_line + 1)]
    lines[0] = first[2:] if last_line > start_line else first[2:-2]
    if last_line > start_line:
        lines[-1] = lines[-1].rstrip()[:-2]
    token = state.push("math_block", "math", 0)
    token.block, token.content, token.markup = True, "\n".join(lines), "$$"
    token.map = [start_line, last_line + 1]
    state.line = last_line + 1
    return True


def _closing_line(state: StateBlock, start_line: int, end_line: int) -> int | None:
    """The next line that ends with two dollars, if the list item or quote goes on until there."""
    known = state.env.setdefault("dollars", {})
    if "closing" not in known:
        known["closing"] = [n for n, line in enumerate(state.src.split("\n")) if line.rstrip().endswith("$$")]
    index = bisect_right(known["closing"], start_line)
    last_line = known["closing"][index] if index < len(known["closing"]) else end_line
    # Where one formula was not closed within its list item, the next one there is not either.
    if last_line >= end_line or known.get(("open", state.blkIndent), 0) > start_line:
        return None
    for line in range(start_line + 1, last_line + 1):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            known["open", state.blkIndent] = line
            return None
    return last_line


# What they look like --------------------------------------------------------------------------------------------------


def formula(latex: str, display: str, env: dict[str, int]) -> str:
    """MathML; of what cannot be drawn, the source."""
    drawn = _drawn_within(latex, display, env)
    return drawn[0] if drawn else f"<code>{escape(latex)}</code>"


def formula_words(latex: str, env: dict[str, int]) -> str:
    """A formula as one would type it without LaTeX, such as "O(n log n)"; of what cannot be drawn, the source."""
    drawn = _drawn_within(latex, "inline", env)
    return drawn[1] if drawn else latex


def _drawn_within(latex: str, display: str, env: dict[str, int]) -> tuple[str, str] | None:
    env["formulas"] += max(len(latex), LEAST_FORMULA)
    if len(latex) > LONGEST_FORMULA or env["formulas"] > FORMULAS_LIMIT or MACROS.search(latex):
        return None
    return _drawn(latex, display)


@lru_cache(maxsize=256)
def _drawn(latex: str, display: str) -> tuple[str, str] | None:
    """(MathML, words) of a formula; None if it is not LaTeX that we know."""
    try:
        root = convert_to_element(_as_converted(latex), display=display)
        _tidy(root, None)
        words = unicodedata.normalize("NFC", " ".join(_words(root).split()))
        _space(root, in_script=False)
        return tostring(root, encoding="unicode"), words
    except Exception:  # Whatever the converter stumbles over, the author of the formula sees its source instead.
        return None


def _as_converted(latex: str) -> str:
    """The same in the converter's words. Environments go into braces, so that a power of one is of it as a whole."""
    depth = 0
    for brace in BRACE.finditer(latex):
        depth += {"{": 1, "}": -1}.get(brace[1], 0)
        if depth < 0:
            break
    if depth:
        raise ValueError("the braces do not balance")

    def in_braces(match: re.Match[str]) -> str:
        name = SAME_ENVIRONMENT.get(match[2], match[2])
        if name and name not in ENVIRONMENTS:
            raise ValueError(f"{name} is no environment we know")
        edge = rf"\{match[1]}{{{name}}}" if name else ""
        if name == "cases":  # one element already, and not read between braces
            return edge
        return f"{{{edge}" if match[1] == "begin" else f"{edge}}}"

    return ENVIRONMENT.sub(in_braces, latex)


def _tidy(element: Element, parent: Element | None) -> None:
    """Text becomes text (the converter leaves entities in it), attributes are what we know, and nothing is amiss."""
    # latex2mathml undoes the escaping of what it writes, so that \text{<img …>} would be an image. We never let it.
    element.text = unescape(element.text or "")
    if element.tag in ("mi", "mo", "mn") and (element.text == "&" or element.text[:1] == "\\"):
        raise ValueError(f"{element.text} is no LaTeX command we know")
    if len(element) != CHILDREN.get(element.tag, len(element)) or (element.tag in LEAVES and len(element)):
        raise ValueError(f"{element.tag} has {len(element)} parts")
    if element.tag in PARENTS and (parent is None or parent.tag != PARENTS[element.tag]):
        raise ValueError(f"{element.tag} stands outside its {PARENTS[element.tag]}")
    if element.tag not in MATH_TAGS:
        raise ValueError(f"{element.tag} is not what a card may have")
    if "linebreak" in element.attrib:
        raise ValueError("no browser breaks the lines of a formula")
    style = element.attrib.get("mathvariant", "normal")
    if style != "normal":
        del element.attrib["mathvariant"]
        element.text = "".join(_in_style(character, style) for character in element.text)
    for name, value in [*element.attrib.items()]:
        known = name in MATH_ATTRIBUTES or (element.tag == "math" and name == "display")
        if not known or not MATH_VALUE.fullmatch(value):
            del element.attrib[name]
    for child in element:
        _tidy(child, element)


@lru_cache(maxsize=512)
def _in_style(character: str, style: str) -> str:
    """A letter in bold, italic and so on, as a character of its own: browsers no longer heed `mathvariant`."""
    names = unicodedata.name(character, "").split()
    if names[:1] not in (["LATIN"], ["GREEK"], ["DIGIT"]):
        return character
    letter = names[-1] if names[0] == "DIGIT" else " ".join(names[1:]).replace(" LETTER", "")
    digit = "DIGIT " if names[0] == "DIGIT" else ""
    try:
        return unicodedata.lookup(f"MATHEMATICAL {style.upper().replace('BOLD-', 'BOLD ')} {digit}{letter}")
    except KeyError:
        return character


SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
THIN = "0.167em"


def _space(element: Element, *, in_script: bool) -> None:
    """Space as TeX has it: none around signs within an index, and a little around the name of a function.

    A font for mathematics would bring some of it; not every machine has one.
    """
    if element.tag == "mo" and in_script:
        element.attrib.update(lspace="0", rspace="0")
    named = []
    for place, child in enumerate(element):
        _space(child, in_script=in_script or (element.tag in SCRIPTS and place > 0))
        if element.tag == "mrow" and _is_name(child):
            named.append(place)
    for place in reversed(named):
        for other, before in ((place + 1, place + 1), (place - 1, place)):
            if 0 <= other < len(element) and element[other].tag not in ("mo", "mspace"):
                element.insert(before, Element("mspace", width=THIN))


def _is_name(element: Element) -> bool:
    """Whether it is a function such as log, with or without an index."""
    name = element[0] if element.tag in SCRIPTS else element
    return name.tag == "mi" and len(name.text or "") > 1 and (name.text or "").isalpha()


# What they say --------------------------------------------------------------------------------------------------------

RAISED = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
ACCENTS = {"^": "\u0302", "―": "\u0305", "¯": "\u0305", "~": "\u0303", "→": "\u20d7", "˙": "\u0307"}
PRIMES = ("′", "'", "″", "‴")
OPENING, CLOSING, TIGHT = "([{⌊⌈⟨", ")]}⌋⌉⟩", "!′'/|.∑∏∫√"


def _words(element: Element) -> str:
    """What a formula says, on one line."""
    parts = [_words(child) for child in element]
    match element.tag:
        case "mfrac" if element.get("linethickness") == "0":
            return f"{parts[0]} choose {parts[1]}"
        case "mfrac":
            return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
        case "msqrt":
            return f"√{_grouped(''.join(parts).strip())}"
        case "mroot":
            return f"{_shifted(parts[1], RAISED, '^')}√{_grouped(parts[0])}"
        case "msub" | "munder":
            return parts[0] + _shifted(parts[1], LOWERED, "_") + _after(element)
        case "mover" if parts[1] in ACCENTS:
            return parts[0] + ACCENTS[parts[1]]
        case "msup" if parts[1] in PRIMES:
            return parts[0] + parts[1]
        case "msup" | "mover":
            return parts[0] + _shifted(parts[1], RAISED, "^")
        case "msubsup" | "munderover":
            return parts[0] + _shifted(parts[1], LOWERED, "_") + _shifted(parts[2], RAISED, "^") + _after(element)
        case "mtable":
            return "; ".join(part.strip() for part in parts)
        case "mtr":
            return " ".join(part.strip() for part in parts)
        case "mspace":
            return " "
        case "mo":
            return (element.text or "").strip()
    return _joined(element, parts) if parts else (element.text or "").replace("\xa0", " ")


def _after(element: Element) -> str:
    """What is summed up, or what a function takes, stands apart from the index."""
    is_large = element[0].tag == "mo" and (element[0].text or "") in "∑∏∫"
    return " " if is_large or _is_name(element) or len(element[0].text or "") > 1 else ""


def _joined(element: Element, parts: list[str]) -> str:
    """Side by side, with spaces around signs that compare or combine. One with nothing before it is a number's."""
    words, is_first = "", True
    for child, part in zip(element, parts, strict=True):
        is_sign = child.tag == "mo" and bool(part) and part not in OPENING + CLOSING + TIGHT
        if is_sign:
            words += ", " if part in ",;" else part if is_first else f" {part} "
        elif _is_name(child):
            words += ("" if is_first else " ") + part.strip() + " "
        else:
            words += part
        is_first = is_sign or (child.tag == "mo" and bool(part) and part in OPENING)
    return words


def _grouped(words: str) -> str:
    """In brackets where it is more than one thing."""
    words = words.strip()
    return words if words.isalnum() or not any(sign in words for sign in " +-−/=") else f"({words})"


def _shifted(words: str, alphabet: dict[str, str], mark: str) -> str:
    """Above or below the line, where there are such letters."""
    words = words.strip()
    tight = words.replace(" ", "")
    if tight and all(character in alphabet for character in tight):
        return "".join(alphabet[character] for character in tight)
    return mark + (words if len(words) == 1 or words.isalnum() else f"({words})")
