"""How a section of a card is written: typed into a field, kept in the card's content, laid down in a deck file.

A new form is a `Form` and its line in FORMS; whatever types, stores, checks, prints or reads cards asks it here.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

MOST_POINTS = 20

Lines = Iterable[tuple[int, str]]
"""Lines of a deck file with their numbers."""

Report = Callable[[int, str], None]
"""Takes a line number and what is wrong there."""


class Unreadable(ValueError):
    """What was written cannot be read, in words for whoever wrote it."""


@dataclass(frozen=True)
class Form:
    """`written` and `typed` are for a form field, `laid_down` and `read` for a file; each pair undoes the other."""

    blank: Callable[[], Any]
    is_sound: Callable[[Any], bool]
    """Whether this can be the stored value at all."""
    kept: str
    """What the stored value is, for whoever handed in something else."""
    texts: Callable[[Any], list[str]]
    """The Markdown in it that a learner sees."""
    written: Callable[[Any], str]
    typed: Callable[[str], Any] | None
    """Raises Unreadable. None: learners do not write this."""
    laid_down: Callable[[Any], str]
    read: Callable[[Lines, Report], Any]
    problem: Callable[[Any], str] = lambda value: ""
    """What its author must change in a sound value."""


def list_form(
    kept: str,
    *,
    is_sound: Callable[[Any], bool],
    text: Callable[[Any], str],
    written: Callable[[Any], str],
    read: Callable[[str], Any],
    typed: Callable[[str], Any],
    expected: str,
    most: int = MOST_POINTS,
) -> Form:
    """A list with one line an item, in a file behind “- ”. Both readers take the line and may raise Unreadable."""

    def read_lines(lines: Lines, report: Report) -> list[Any]:
        items = []
        for number, line in lines:
            try:
                if line.strip():
                    items.append(read(_item(line, expected)))
            except Unreadable as error:
                report(number, str(error))
        return items

    def problem(items: list[Any]) -> str:
        if len(items) > most:
            return f"at most {most} points"
        one_line = all(text(item).strip() and len(text(item).splitlines()) == 1 for item in items)
        return "" if one_line else "each point is one line of text"

    return Form(
        blank=list,
        is_sound=lambda items: isinstance(items, list) and all(map(is_sound, items)),
        kept=kept,
        texts=lambda items: [text(item) for item in items],
        written=lambda items: "\n".join(map(written, items)),
        typed=lambda value: [typed(line) for line in map(_without_dash, value.splitlines()) if line],
        laid_down=lambda items: "\n".join(f"- {written(item)}" for item in items),
        read=read_lines,
        problem=problem,
    )


def _item(line: str, expected: str) -> str:
    match = re.fullmatch(r"- (\S.*)", line.rstrip())
    if match is None:
        raise Unreadable(f"expected {expected}, found “{line[:40]}”")
    return match[1]


def _without_dash(line: str) -> str:
    return line.strip().removeprefix("- ").strip()


def _is_point(point: Any) -> bool:
    return isinstance(point, dict) and isinstance(point.get("text"), str)


def _read_point(line: str) -> dict[str, Any]:
    text = re.sub(r"^! (?=\S)", "", line)
    return {"text": text, "critical": text != line}


def _typed_point(line: str) -> dict[str, Any]:
    return {"text": line.removeprefix("!").strip(), "critical": line.startswith("!")}


NEXT = re.compile(r'Interviewer: "(.+)" -> ([a-z0-9]+(?:-[a-z0-9]+)*)')


def _is_next(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict) and all(isinstance(value.get(key), str) for key in ("ask", "card"))
    )


def _write_next(value: dict[str, str] | None) -> str:
    return f'Interviewer: "{value["ask"]}" -> {value["card"]}' if value else ""


def _read_next(lines: Lines, report: Report) -> dict[str, str] | None:
    numbered = list(lines)
    match = NEXT.fullmatch("\n".join(line for _, line in numbered))
    if match is None:
        report(numbered[0][0], 'expected one line: Interviewer: "the question asked next" -> card-id')
        return None
    return {"ask": match[1], "card": match[2]}


FORMS: dict[str, Form] = {
    "text": Form(
        blank=str,
        is_sound=lambda value: isinstance(value, str),
        kept="text",
        texts=lambda value: [value],
        written=str,
        typed=str,
        laid_down=str,
        read=lambda lines, report: "\n".join(line for _, line in lines),
    ),
    "points": list_form(
        "a list of texts",
        is_sound=_is_point,
        text=lambda point: str(point["text"]),
        written=lambda point: f"! {point['text']}" if point.get("critical") else str(point["text"]),
        read=_read_point,
        typed=_typed_point,
        expected="a point on one line, `- text` or `- ! critical text`",
    ),
    # The question that an interviewer asks next, and the card that asks it.
    "next": Form(
        blank=lambda: None,
        is_sound=_is_next,
        kept="a question and the id of a card",
        texts=lambda value: [],
        written=_write_next,
        typed=None,
        laid_down=_write_next,
        read=_read_next,
    ),
}
