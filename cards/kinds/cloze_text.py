"""The cloze notation `{{c1::answer}}` or `{{c1::answer::hint}}`, as Anki writes it, read without surprises.

Braces inside an answer are counted, so `{{c1::\\frac{a}{b}}}` ends where it should; where they do not balance
(`{{c1::if (x) {}}`) the first `}}` ends it. The hint follows the *last* `::` outside backticks, so the answer may
hold a `::` of its own when a hint or an empty hint follows: `{{c1::total::bigint::}}`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

MAXIMUM_CLUSTERS = 20
"""Clusters are numbered 1 to 20. More would be a list to be split, not a text with gaps."""

CARDS_TIMES_BYTES = 60_000
"""Each number is a card that shows the whole text on both its sides: many of them must make do with a shorter one."""

MOST_PROBLEMS = 20
"""Where more than these are wrong, reading stops: it is hardly a cloze text."""

OPENING = re.compile(r"\{\{c(\d{1,9})::")


@dataclass(frozen=True)
class Gap:
    """One `{{cN::answer::hint}}`, at text[start:end]."""

    number: int
    answer: str
    hint: str
    start: int
    end: int

    @property
    def as_answer(self) -> str:
        """The same gap as it is written where the hint belongs to the answer."""
        return f"{{{{c{self.number}::{self.answer}::{self.hint}::}}}}"


@dataclass(frozen=True)
class ClozeText:
    text: str
    gaps: tuple[Gap, ...]
    problems: tuple[str, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(sorted({gap.number for gap in self.gaps}))

    def fill(self, put: Callable[[int, Gap], str]) -> str:
        """The text with each gap replaced by what `put(position among the gaps, gap)` answers."""
        return "".join(self._parts(put))

    def filled(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text with every answer in its gap, and where each of them starts and ends in it."""
        parts = self._parts(lambda _, gap: gap.answer)
        ends = [*accumulate(len(part) for part in parts)]
        return "".join(parts), tuple(zip(ends[0:-1:2], ends[1::2], strict=True))

    def _parts(self, put: Callable[[int, Gap], str]) -> list[str]:
        """Text, gap, text, … and text at last."""
        parts, done = [], 0
        for position, gap in enumerate(self.gaps):
            parts += [self.text[done : gap.start], put(position, gap)]
            done = gap.end
        return [*parts, self.text[done:]]


@lru_cache(maxsize=8)
def parse_cloze(text: str) -> ClozeText:
    """Every gap of the text, in order, and what is wrong with those that cannot be read."""
    gaps: list[Gap] = []
    problems: list[str] = []
    position = 0
    while len(problems) < MOST_PROBLEMS and (opening := OPENING.search(text, position)):
        end = _end_of_answer(text, opening.end())
        if end is None:
            problems.append(f"“{_excerpt(text, opening.start())}”: the gap is never closed; end it with }}}}")
            position = opening.end()
            continue
        body = text[opening.end() : end]
        answer, hint = _answer_and_hint(body)
        problem = _problem(int(opening[1]), body, answer)
        if problem:
            problems.append(f"“{_excerpt(text, opening.start())}”: {problem}")
        else:
            gaps.append(Gap(int(opening[1]), answer, hint, opening.start(), end + 2))
        position = end + 2
    return ClozeText(text, tuple(gaps), tuple(problems))


def _problem(number: int, body: str, answer: str) -> str:
    if not 1 <= number <= MAXIMUM_CLUSTERS:
        return f"gaps are numbered c1 to c{MAXIMUM_CLUSTERS}"
    if OPENING.search(body):
        return "a gap cannot stand inside another gap"
    return "" if answer.strip() else "the answer is empty"


def _end_of_answer(text: str, start: int) -> int | None:
    """Where the `}}` stands that closes the answer that starts here."""
    balanced = _balanced_end(text, start)
    if balanced is not None:
        return balanced
    first = text.find("}}", start)
    following = OPENING.search(text, start)
    if first == -1 or (following and following.start() < first and text.find("}}", first + 2) == -1):
        return None
    return first


def _balanced_end(text: str, start: int) -> int | None:
    depth = 0
    position = start
    while position < len(text):
        if OPENING.match(text, position):
            return None
        character = text[position]
        if depth == 0 and text.startswith("}}", position):
            return position
        if character == "{":
            depth += 1
        elif character == "}":
            depth = max(0, depth - 1)
        position += 1
    return None


def _answer_and_hint(body: str) -> tuple[str, str]:
    cut, start = -1, 0
    for number, part in enumerate(body.split("`")):
        if number % 2 == 0 and "::" in part:
            cut = start + part.rfind("::")
        start += len(part) + 1
    return (body, "") if cut == -1 else (body[:cut], body[cut + 2 :].strip())


def _excerpt(text: str, start: int) -> str:
    line = text[start:].split("\n", 1)[0]
    return line if len(line) <= 40 else line[:39] + "…"
