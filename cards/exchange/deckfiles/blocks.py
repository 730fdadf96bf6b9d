"""A deck file as lines: front matter, headings outside code fences, and tidy text between them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
ESCAPED_HEADING = re.compile(r"\\(\\*#{2,3} )")
HEADING_IN_TEXT = re.compile(r"\\*#{2,3} ")
ATTRIBUTE = re.compile(r"([A-Za-z_]\w*):(?: +(.*))?")


@dataclass
class Block:
    """A heading (empty for what stands before the first) and the numbered lines below it."""

    heading: str
    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.tidy_lines)

    @property
    def tidy_lines(self) -> list[tuple[int, str]]:
        """The numbered lines of the text, as they were before they were escaped for the file."""
        lines = with_fences(self.lines)
        return _tidy((number, line if in_fence else _unescaped(line)) for number, line, in_fence in lines)

    @property
    def first_line(self) -> int:
        return next((number for number, line in self.lines if line.strip()), self.line)


def file_lines(text: str) -> list[str]:
    """Lines without the differences between editors: no marks at the start, LF only."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def front_matter(lines: list[str]) -> tuple[str, int] | None:
    """The YAML between the first two `---` lines, and the index of the line after them."""
    if not lines or lines[0].rstrip() != "---":
        return None
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:index]), index + 1
    return None


def blocks(numbered: Iterable[tuple[int, str]], marks: str) -> list[Block]:
    """Lines cut at the headings that begin with these marks (`## ` or `### `); a heading in a code fence is text."""
    found = [Block("", 0)]
    for number, line, in_fence in with_fences(numbered):
        if not in_fence and line.startswith(marks):
            found.append(Block(line[len(marks) :].strip(), number))
        else:
            if not found[-1].line:
                found[-1].line = number
            found[-1].lines.append((number, line))
    return found


def with_fences(numbered: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, bool]]:
    """Each line, and whether it belongs to a code fence."""
    fence = ""
    for number, line in numbered:
        before, fence = fence, _fence_after(line, fence)
        yield number, line, bool(before or fence)


def open_fence(text: str) -> str:
    """The marks of a code fence that this text never closes, so that it would swallow what follows it in a file."""
    fence = ""
    for line in text.split("\n"):
        fence = _fence_after(line, fence)
    return fence


def _fence_after(line: str, fence: str) -> str:
    """The marks of the fence that is open after this line, given those of the one that is open before it."""
    match = FENCE.match(line)
    if not match:
        return fence
    marks, rest = match.groups()
    if fence:
        return "" if marks.startswith(fence) and not rest.strip() else fence
    return "" if marks[0] == "`" and "`" in rest else marks


def tidy(text: str) -> str:
    """No blanks at line ends, one blank line at most between blocks (in a fence they stay), none around the text."""
    return "\n".join(line for _, line in _tidy(enumerate(file_lines(text))))


def _tidy(numbered: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    kept: list[tuple[int, str]] = []
    for number, line, in_fence in with_fences((number, line.rstrip()) for number, line in numbered):
        if line or (kept and (in_fence or kept[-1][1])):
            kept.append((number, line))
    while kept and not kept[-1][1]:
        kept.pop()
    return kept


def escaped(text: str) -> str:
    """Text whose own `## ` and `### ` lines cannot be taken for the file's."""
    return "\n".join(
        f"\\{line}" if not in_fence and HEADING_IN_TEXT.match(line) else line
        for _, line, in_fence in with_fences(enumerate(text.split("\n")))
    )


def _unescaped(line: str) -> str:
    return ESCAPED_HEADING.sub(r"\1", line, count=1) if ESCAPED_HEADING.match(line) else line
