"""What every card kind tells about itself. A new kind is a module that builds one `Kind`, and its line in KINDS."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Content = Mapping[str, Any]
"""A card's source, as stored: one value for each of its kind's sections, by field name."""

SOURCE_LIMIT = 64 * 1024
"""Most bytes of text that one card may hold, all its fields together."""


class Flaw(NamedTuple):
    """Something in a card's content that the author must put right, in the author's words."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


@dataclass(frozen=True)
class Section:
    """One `### heading` of a card on disk, and the content field it fills."""

    heading: str
    field: str
    form: Literal["text", "points", "next"] = "text"
    required: bool = False


@dataclass(frozen=True)
class Kind:
    name: str
    label: str
    sections: tuple[Section, ...]
    ordinals: Callable[[Content], tuple[int, ...]]
    """One schedulable card for each: (0,) where the text is one card, the cluster numbers of a cloze text."""
    check: Callable[[Content], list[Flaw]]
    front: Callable[[Content, int], dict[str, str]]
    """HTML that may be seen before the answer is open."""
    back: Callable[[Content, int], dict[str, str]]
    """HTML of the answer's side."""
    search_text: Callable[[Content], str]
    title: Callable[[Content, int], str]
    """One short plain line that names the card in a list, without giving its answer away."""

    def section(self, heading: str) -> Section | None:
        return next((section for section in self.sections if section.heading == heading), None)
