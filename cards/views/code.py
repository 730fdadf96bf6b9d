"""Code on pages: the lines of a file with their numbers, and what differs between two versions of some files."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 3


@dataclass(frozen=True)
class Line:
    """`sign`: "-" stands only in the first version, "+" only in the second, "…" for lines left out."""

    sign: str
    number: int | None
    text: str


@dataclass(frozen=True)
class FileDiff:
    path: str
    lines: list[Line]

    @property
    def is_same(self) -> bool:
        return not self.lines


def numbered(text: str) -> list[tuple[int, str]]:
    return list(enumerate(text.splitlines(), start=1))


def diff_of(mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[FileDiff]:
    """What leads from the first to the second, file by file, those that differ first."""
    paths = sorted({*mine, *theirs})
    diffs = [FileDiff(path, _lines(mine.get(path, ""), theirs.get(path, ""))) for path in paths]
    return sorted(diffs, key=lambda diff: diff.is_same)


def _lines(mine: str, theirs: str) -> list[Line]:
    old, new = mine.splitlines(), theirs.splitlines()
    lines: list[Line] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        if lines or group[0][1] > 0:
            lines.append(Line("…", None, ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                lines += [Line(" ", number + 1, new[number]) for number in range(new_from, new_to)]
                continue
            lines += [Line("-", None, text) for text in old[old_from:old_to]]
            lines += [Line("+", number + 1, new[number]) for number in range(new_from, new_to)]
    return lines
