"""Rules that one built-in card must keep, whatever other cards there are."""

import ast
import re
import textwrap
from collections.abc import Callable, Iterator
from datetime import date

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from cards.diagrams import DiagramError, draw
from cards.exchange.deckfiles.lint.questions import question_findings, source_findings
from cards.exchange.deckfiles.lint.rubrics import (
    ladder_findings,
    length_findings,
    outline_findings,
    rubric_findings,
    sample_findings,
)
from cards.exchange.deckfiles.problems import Problem
from cards.exchange.drafts import CardDraft
from cards.kinds import KINDS

QUESTION_WORDS = 45
ANSWER_WORDS = 80
MODEL_WORDS = range(250, 901)
"""A page as it is spoken: two minutes at least, six at most."""
POINT_WORDS = 12
FEWEST_POINTS_IN_DECKS, MOST_POINTS_IN_DECKS = 2, 8
MOST_CRITICAL = 2
LANGUAGES = ("python", "sql", "json", "http", "shell", "text", "diagram")
RUN_LANGUAGES = ("python", "sql")
YES_OR_NO = re.compile(
    r"((?:is|are|was|were|do|does|did|could|should|would|has|have|had|might|must)(?:n['’]t)?|"
    r"am|can|can['’]t|may|shall|will|won['’]t)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATED = re.compile(rf"\b(?:seen|read|quoted|as of)\b[^.]{{0,12}}\b(?:{MONTHS}) 20\d\d")
"""A card that says when it was true is about something that changes."""

# Unlike the renderer, this parser lets HTML through, so as to find it.
_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table").use(
    dollarmath_plugin, allow_space=False, allow_digits=False
)  # fmt: skip

Finding = tuple[int, str]


def card_problems(card: CardDraft, today: date) -> Iterator[Problem]:
    for rule in RULES:
        for line, message in rule(card):
            yield Problem(card.file, line, f"{card.key}: {message}")
    for rule in () if card.is_retired else WARNINGS:
        for line, message in rule(card):
            yield Problem(card.file, line, f"{card.key}: {message}", "warning")
    if card.check_by and card.check_by < today:
        message = f"{card.key}: check_by {card.check_by} is past; check the facts and move the date"
        yield Problem(card.file, card.line, message, "warning")


def prose_words(text: str) -> int:
    """Words of a text without its code blocks, tables and formula blocks."""
    inline = [token for token in _prose(_PARSER.parse(text)) if token.type == "inline"]
    words = [word for token in inline for word in _plain(token).split()]
    return sum(any(character.isalnum() for character in word) for word in words)


def _prose(tokens: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        if token.type in ("table_open", "table_close"):
            depth += token.nesting
        elif depth == 0:
            yield token


def _plain(token: Token) -> str:
    kept = ("text", "code_inline", "math_inline", "html_inline")
    return "".join(child.content if child.type in kept else " " for child in token.children or []
                   if child.type in kept or child.type.endswith("break"))  # fmt: skip


def _fields_required(card: CardDraft) -> Iterator[Finding]:
    for name in ("stage", "tags", "source"):
        if not getattr(card, name):
            yield card.line, f"{name}: is missing or empty"
    for section in KINDS[card.kind].sections:
        if section.expected and section.field not in card.section_lines:
            yield card.line, f"“### {section.heading}” is missing"


def _kind_rules(card: CardDraft) -> Iterator[Finding]:
    missing = {section.field for section in KINDS[card.kind].sections if not card.content[section.field]}
    for flaw in KINDS[card.kind].check(card.content):
        if flaw.field not in missing:
            yield card.line_of(flaw.field), str(flaw)


def _question(card: CardDraft) -> Iterator[Finding]:
    question = card.content.get("question") or ""
    count = prose_words(question)
    if count > QUESTION_WORDS:
        yield card.line_of("question"), f"the question has {count} words, at most {QUESTION_WORDS}"
    yes_or_no = _yes_or_no(question)
    if yes_or_no:
        message = f"“{yes_or_no} …” can be answered by yes or no; ask which, why, when or what breaks"
        yield card.line_of("question"), message


def _yes_or_no(question: str) -> str:
    """The word that makes one of the sentences a yes-or-no question. A quoted one counts only where it comes first."""
    first, *others = SENTENCE_END.split(question)
    found = YES_OR_NO.match(re.sub(r"^\W+", "", first))
    for sentence in others:
        if sentence.endswith("?"):
            found = found or YES_OR_NO.match(sentence)
    return found[1] if found else ""


def _answer(card: CardDraft) -> Iterator[Finding]:
    count = prose_words(card.content.get("answer") or "")
    if count > ANSWER_WORDS:
        yield card.line_of("answer"), f"the answer has {count} words, at most {ANSWER_WORDS} beside code and tables"
    count = prose_words(card.content.get("text") or "")
    if count > ANSWER_WORDS:
        yield card.line_of("text"), f"the text has {count} words, at most {ANSWER_WORDS}"


def _model(card: CardDraft) -> Iterator[Finding]:
    count = prose_words(card.content.get("model") or "")
    if "model" in card.section_lines and count not in MODEL_WORDS:
        expected = f"expected {MODEL_WORDS.start} to {MODEL_WORDS.stop - 1}"
        yield card.line_of("model"), f"the model answer has {count} words, {expected}"


def _ages(card: CardDraft) -> Iterator[Finding]:
    for section in KINDS[card.kind].sections:
        dated = DATED.search(section.of(card.content)) if section.form == "text" else None
        if dated and not card.check_by:
            yield card.line, f"“{dated[0]}” says that this ages: give the card a check_by"


def _points(card: CardDraft) -> Iterator[Finding]:
    points = card.content.get("points") or []
    line = card.line_of("points")
    if "points" not in card.section_lines:
        return
    if not FEWEST_POINTS_IN_DECKS <= len(points) <= MOST_POINTS_IN_DECKS:
        yield line, f"{len(points)} points, expected {FEWEST_POINTS_IN_DECKS} to {MOST_POINTS_IN_DECKS}"
    if sum(point["critical"] for point in points) > MOST_CRITICAL:
        yield line, f"at most {MOST_CRITICAL} points may be critical (`- ! …`)"
    for index, point in enumerate(points):
        count = prose_words(point["text"])
        if count > POINT_WORDS:
            yield line + index, f"the point “{point['text'][:40]}…” has {count} words, at most {POINT_WORDS}"


def _markup(card: CardDraft) -> Iterator[Finding]:
    for section in KINDS[card.kind].sections:
        if section.form == "text":
            yield from text_findings(card.content[section.field], card.line_of(section.field))
            continue
        for text in section.shape.texts(section.of(card.content)):
            for _, message in text_findings(text, 0):
                yield card.line_of(section.field), message


def text_findings(text: str, first_line: int) -> Iterator[Finding]:
    """HTML, images and unfit code blocks in Markdown that starts on this line of its file."""
    for token in _PARSER.parse(text):
        line = first_line + (token.map[0] if token.map else 0)
        if token.type == "fence":
            yield from _fence(token, line)
        for part in [token, *(token.children or [])]:
            if part.type in ("html_block", "html_inline"):
                yield line, f"HTML is not allowed: {part.content.strip()[:40]}; put code between backticks"
            elif part.type == "image":
                yield line, "images are not allowed"


def _fence(token: Token, line: int) -> Iterator[Finding]:
    language, _, rest = token.info.strip().partition(" ")
    if language not in LANGUAGES:
        yield line, f"code block: expected a language ({', '.join(LANGUAGES)}), found “{token.info.strip()}”"
    if rest and not (rest == "noexec" and language in RUN_LANGUAGES):
        yield line, f"code block: only noexec may follow the language (of {' and '.join(RUN_LANGUAGES)})"
    if language == "diagram":
        try:
            draw(token.content)
        except DiagramError as error:
            yield line + error.line, f"diagram: {error}"
    if language == "python":
        try:
            ast.parse(textwrap.dedent(token.content))
        except (SyntaxError, ValueError) as error:
            lineno = getattr(error, "lineno", 0) or 0
            yield line + lineno, f"this is not Python: {getattr(error, 'msg', error)}"


RULES: tuple[Callable[[CardDraft], Iterator[Finding]], ...] = (
    _fields_required, _kind_rules, _question, _answer, _model, _points, _ages, _markup,
    rubric_findings, ladder_findings, outline_findings, sample_findings, length_findings,
)  # fmt: skip
WARNINGS = (question_findings, source_findings)
