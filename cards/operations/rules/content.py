"""What a row of decks and cards can be."""

import re
from datetime import datetime
from typing import Any

from django.core.validators import validate_slug

from cards.kinds import KINDS
from cards.models import Card, Deck, DrillVariant, Topic
from cards.operations.columns import short
from cards.operations.rules.values import CLOCKS_DIFFER, EARLIEST, Problems, Row, Rules, are_texts, is_valid, past
from cards.stages import STAGES

DIGEST = re.compile(r"([a-z0-9]+\W)?[0-9a-f]{40,64}")  # of own cards with the renderer before it
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def _deck(row: Row, now: datetime) -> Problems:
    about, is_own = row["about"], row["owner_id"] is not None
    yield "slug", not is_valid(validate_slug, row["slug"]) and "is no slug"
    yield "title", not row["title"].strip() and "is empty"
    yield "is_pack", row["is_pack"] and is_own and "is set for a learner's own deck"
    yield "about", not isinstance(about, dict) and "is no mapping"
    if isinstance(about, dict):
        lists = [about.get(name, []) for name in ("stages", "skills", "coverage")]
        is_right = all(isinstance(items, list) and all(isinstance(item, dict) for item in items) for items in lists)
        yield "about", not is_right and "has stages, skills or coverage that are no lists"
        deleted = about.get("deleted_at")
        yield "about", deleted is not None and not _is_moment(deleted) and "says of no moment when it was deleted"
        yield (
            "is_retired",
            is_own and row["is_retired"] and deleted is None and "is set, without the moment it was deleted",
        )


def _is_moment(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _topic(row: Row, now: datetime) -> Problems:
    yield "slug", not is_valid(validate_slug, row["slug"]) and "is no slug"
    yield "title", not row["title"].strip() and "is empty"


def _card(row: Row, now: datetime) -> Problems:
    yield "key", not KEY.fullmatch(row["key"]) and f"is {short(row['key'])}"
    if row["kind"] not in KINDS:
        yield "kind", f"is {row['kind']!r}, which there is none of"
    else:
        yield "content", _wrong_content(row["kind"], row["content"])
    html = row["html"]
    is_right = isinstance(html, dict) and all(isinstance(part, str) for part in html.values())
    yield "html", not is_right and "is no mapping of fields to HTML"
    yield "digest", bool(row["digest"]) and not DIGEST.fullmatch(row["digest"]) and "is no checksum"
    yield "title", not row["title"].strip() and "is empty"
    stages = row["stages"]
    if not are_texts(stages) or not set(stages) <= set(STAGES):
        yield "stages", f"are {short(stages)}, not a list of stages"
    else:
        primary = stages[0] if stages else ""
        yield "stage", row["stage"] != primary and f"is {row['stage']!r}, and the first of its stages is {primary!r}"
    tags = row["tags"]
    yield "tags", not are_texts(tags) and "are no list of texts"
    if are_texts(tags):
        yield "tags", len({tag.lower() for tag in tags}) < len(tags) and "has one twice"
    sources = row["sources"]
    is_right = isinstance(sources, list) and all(
        isinstance(source, dict)
        and set(source) == {"title", "url", "seen"}
        and all(isinstance(text, str) for text in source.values())
        for source in sources
    )
    yield "sources", not is_right and "are no list of title, address and day"
    yield "minutes", not 0 < row["minutes"] <= 1440 and f"is {row['minutes']}"
    yield "level", row["level"] is not None and not 1 <= row["level"] <= 3 and f"is {row['level']}, not from 1 to 3"
    yield "rev", row["rev"] < 1 and "is 0"
    yield "rev", row["rev"] == 1 and row["rev_at"] is not None and "is 1, and yet there is a day on which it rose"
    about = row["about"]
    is_right = isinstance(about, dict) and all(isinstance(codes, list) for codes in about.values())
    yield "about", not is_right and "is no mapping of lists"
    yield "check_by", row["check_by"] and row["check_by"] < EARLIEST and f"is {row['check_by']}, before prep"
    yield "version", row["version"] < 1 and "is 0"
    yield from past(row, now, "rev_at", "created_at", "edited_at")
    yield "edited_at", row["edited_at"] < row["created_at"] - CLOCKS_DIFFER and "is before it was created"


def _wrong_content(kind: str, content: Any) -> str:
    """By the sections of its kind. Whether its texts say something that could be saved today is not asked."""
    if not isinstance(content, dict):
        return "is no mapping of fields to texts"
    for section in KINDS[kind].sections:
        value = content.get(section.field)
        if value is None and not section.required:
            continue
        if not section.shape.is_sound(value) or (section.required and not section.shape.written(value).strip()):
            return f"has {short(value)} as its {section.field}"
    return ""


def _drill_variant(row: Row, now: datetime) -> Problems:
    yield "slug", not is_valid(validate_slug, row["slug"]) and "is no slug"
    payload = row["payload"]
    folders = ("starter", "solution", "tests", "hidden", "lib")
    is_right = isinstance(payload, dict) and are_texts(payload.get("parts")) and all(
        isinstance(payload.get(name), dict) and all(isinstance(text, str) for text in payload[name].values())
        for name in folders
    )  # fmt: skip
    yield "payload", not is_right and "is no mapping with parts, a starter, a solution and tests"


RULES: Rules = {
    Deck: _deck,
    Topic: _topic,
    Card: _card,
    DrillVariant: _drill_variant,
}
