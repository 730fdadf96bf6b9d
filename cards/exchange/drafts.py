"""Decks and cards that are not stored yet. What every format reads and writes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

CONFIDENCES = ("high", "medium", "low")
STATUSES = ("active", "retired")


@dataclass(frozen=True)
class CardDraft:
    """One card of a topic file. `file` and `line` say where it came from and are no part of what it is."""

    key: str
    kind: str
    content: Mapping[str, Any]
    stage: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()
    minutes: float = 1
    level: int | None = None
    rev: int = 1
    check_by: date | None = None
    requires: tuple[str, ...] = ()
    status: str = "active"
    variants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of a drill: what each of its variants holds, by its slug. The content has their checksums."""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)
    section_lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """The line on which each section's text starts, by content field."""

    def line_of(self, content_field: str) -> int:
        return self.section_lines.get(content_field, self.line)

    @property
    def is_retired(self) -> bool:
        return self.status == "retired"


@dataclass(frozen=True)
class TopicDraft:
    slug: str
    title: str
    order: int
    primer: str = ""
    cards: tuple[CardDraft, ...] = ()
    file: str = field(default="", compare=False)


@dataclass(frozen=True)
class SourceDraft:
    title: str
    seen: str
    """The day, or the month, on which the source was last read: 2026-11-23 or 2026-11."""
    url: str = ""


@dataclass(frozen=True)
class StageDraft:
    slug: str
    title: str
    what: str
    judged: str
    differ: str = ""
    """Where the reports of this round contradict each other."""
    minutes: int | None = None
    weight: int = 1
    """How much the round counts in this track's loop, beside the track's other rounds."""
    source: tuple[str, ...] = ()
    confidence: str = ""


@dataclass(frozen=True)
class SkillDraft:
    slug: str
    title: str
    topics: tuple[str, ...]


@dataclass(frozen=True)
class DeckDraft:
    slug: str
    title: str
    version: int = 1
    order: int = 0
    language: str = "en"
    pack: bool = False
    company: str = ""
    role: str = ""
    description: str = ""
    includes: tuple[str, ...] = ()
    stages: tuple[StageDraft, ...] = ()
    skills: tuple[SkillDraft, ...] = ()
    coverage: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, SourceDraft] = field(default_factory=dict)
    topics: tuple[TopicDraft, ...] = ()
    file: str = field(default="", compare=False)
    key_lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """The line of each key of the front matter in `file`."""

    @property
    def cards(self) -> Iterator[CardDraft]:
        return (card for topic in self.topics for card in topic.cards)

    def line_of(self, key: str) -> int:
        return self.key_lines.get(key, 1)


def digest(kind: str, content: Mapping[str, Any], **seen: Any) -> str:
    """A fingerprint of what the learner sees of a card: equal if and only if nothing visible changed.

    Whatever else is shown beside the content (tags, sources …) goes in by name.
    """
    canonical = json.dumps(
        {"kind": kind, "content": content, **seen}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
