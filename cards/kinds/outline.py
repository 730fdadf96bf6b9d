"""An answer under the headings that a round expects, and the same as one text: written as either, kept as the text."""

import re
from collections.abc import Sequence

HEADING = re.compile(r"## (?:\d+\. )?(.+)")


def joined(headings: Sequence[str], parts: Sequence[str]) -> str:
    """The parts that say something as one Markdown text, each below its numbered heading."""
    pairs = zip(headings, parts, strict=False)
    numbered = enumerate(((heading, part.strip("\n")) for heading, part in pairs), start=1)
    return "\n\n".join(f"## {number}. {heading}\n\n{part}" for number, (heading, part) in numbered if part.strip())


def is_outlined(headings: Sequence[str], text: str) -> bool:
    """Whether some of the text stands below one of the headings: what is written below them always does."""
    called = {heading.casefold() for heading in headings}
    found = (HEADING.fullmatch(line.rstrip()) for line in text.split("\n"))
    return any(match[1].strip().casefold() in called for match in found if match)


def parted(headings: Sequence[str], text: str) -> list[str]:
    """The text below each heading. What stands before the first of them, or below another one, stays where it is."""
    places = {heading.casefold(): place for place, heading in enumerate(headings)}
    found: list[list[str]] = [[] for _ in headings]
    if not found:
        return []
    place = 0
    for line in text.split("\n"):
        match = HEADING.fullmatch(line.rstrip())
        heading = places.get(match[1].strip().casefold()) if match else None
        if heading is None:
            found[place].append(line)
        else:
            place = heading
            if found[place]:  # the same heading once more
                found[place].append("")
    return ["\n".join(lines).strip("\n") for lines in found]
