"""How a section of a card is written: typed into a field, kept in the card's content, laid down in a deck file.

A new form is a `Form` and its line in FORMS; whatever types, stores, checks, prints or reads cards asks it here.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cards.kinds.competencies import COMPETENCIES
from cards.kinds.dimensions import DIMENSIONS

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


def _is_heading(heading: Any) -> bool:
    return isinstance(heading, str)


def _competency(line: str) -> str:
    if line not in COMPETENCIES:
        raise Unreadable(f"“{line[:40]}” is none of {', '.join(COMPETENCIES)}")
    return line


RUBRIC_LINE = re.compile(r"(?:\[(?P<weight>\d{1,3})(?P<critical>!)?(?: (?P<dimension>[a-z-]+))?\] )?(?P<text>\S.*)")
TEACHES = re.compile(r" -> ([a-z0-9]+(?:-[a-z0-9]+)+)$")
USUAL_WEIGHT = 10
RUBRIC_EXPECTED = "a point with its weight, `- [15 failure] text`, `- [15! data] critical text -> card that teaches it`"


def _is_rubric_point(point: Any) -> bool:
    return (
        isinstance(point, dict)
        and all(isinstance(point.get(key), str) for key in ("text", "dimension", "card"))
        and isinstance(point.get("critical"), bool)
        and type(point.get("weight")) is int
        and 1 <= point["weight"] <= 100
    )


def _written_rubric_point(point: dict[str, Any]) -> str:
    mark = f"[{point['weight']}{'!' if point['critical'] else ''}{' ' * bool(point['dimension'])}{point['dimension']}]"
    return f"{mark} {point['text']}{' -> ' * bool(point['card'])}{point['card']}"


def _read_rubric_point(line: str) -> dict[str, Any]:
    if not line.startswith("["):
        raise Unreadable(f"expected {RUBRIC_EXPECTED}, found “{line[:40]}”")
    return _typed_rubric_point(line)


def _typed_rubric_point(line: str) -> dict[str, Any]:
    match = RUBRIC_LINE.fullmatch(line)
    text, _, card = TEACHES.sub(r"\n\1", match["text"] if match else "").partition("\n")
    weight = int(match["weight"] or USUAL_WEIGHT) if match else 0
    dimension = (match["dimension"] if match else "") or ""
    if match is None or not 1 <= weight <= 100 or re.match(r"\[\d", text):
        raise Unreadable(f"expected {RUBRIC_EXPECTED}, found “{line[:40]}”")
    if dimension and dimension not in DIMENSIONS:
        raise Unreadable(f"“{dimension}” is none of {', '.join(DIMENSIONS)}")
    return {"text": text, "critical": bool(match["critical"]), "weight": weight, "dimension": dimension, "card": card}


MOST_RUNGS = 8


def _is_ladder(rungs: Any) -> bool:
    return isinstance(rungs, list) and all(
        isinstance(rung, dict) and all(isinstance(rung.get(key), str) for key in ("ask", "answer")) for rung in rungs
    )


def _write_ladder(rungs: list[dict[str, str]]) -> str:
    return "\n".join(f"- {rung['ask']}\n  {rung['answer']}" for rung in rungs)


def _read_ladder(lines: Lines, report: Report) -> list[dict[str, str]]:
    """A question behind “- ”, and on the lines below it its answer. What cannot be read is reported."""
    rungs: list[dict[str, str]] = []
    for number, line in lines:
        text = line.strip()
        if line.startswith("- "):
            rungs.append({"ask": line[2:].strip(), "answer": ""})
        elif text and not rungs:
            report(number, f"expected a question, `- What if …?`, and its answer below it, found “{text[:40]}”")
        elif text:
            rungs[-1]["answer"] = f"{rungs[-1]['answer']} {text}".strip()
    return rungs


def _typed_ladder(value: str) -> list[dict[str, str]]:
    problems: list[str] = []
    rungs = _read_ladder(enumerate(value.splitlines()), lambda _, message: problems.append(message))
    if problems:
        raise Unreadable(problems[0])
    return rungs


def _ladder_problem(rungs: list[dict[str, str]]) -> str:
    if len(rungs) > MOST_RUNGS:
        return f"at most {MOST_RUNGS} questions"
    bare = next((rung["ask"] for rung in rungs if not rung["answer"].strip()), "")
    return f"“{bare[:40]}” has no answer on the line below it" if bare else ""


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
    # The headings that an answer is expected to have.
    "headings": list_form(
        "a list of headings",
        is_sound=_is_heading,
        text=str,
        written=str,
        read=str,
        typed=str,
        expected="a heading on one line, `- Requirements`",
    ),
    # What a question of the behavioural round looks for.
    "competencies": list_form(
        "a list of competencies",
        is_sound=lambda slug: isinstance(slug, str) and slug in COMPETENCIES,
        text=str,
        written=str,
        read=_competency,
        typed=_competency,
        expected="a competency on one line, `- ownership`",
    ),
    # What is to be heard in an answer: weights, dimensions, and the card that teaches each point.
    "rubric": list_form(
        "a list of weighted points",
        is_sound=_is_rubric_point,
        text=lambda point: str(point["text"]),
        written=_written_rubric_point,
        read=_read_rubric_point,
        typed=_typed_rubric_point,
        expected=RUBRIC_EXPECTED,
    ),
    # Questions that follow each other, from easy to hard, each with its short answer.
    "ladder": Form(
        blank=list,
        is_sound=_is_ladder,
        kept="a list of questions with their answers",
        texts=lambda rungs: [rung[key] for rung in rungs for key in ("ask", "answer")],
        written=_write_ladder,
        typed=_typed_ladder,
        laid_down=_write_ladder,
        read=_read_ladder,
        problem=_ladder_problem,
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
