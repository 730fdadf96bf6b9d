"""DrillDrafts -> the cards of a deck's topics. A topic is named after the family whose drills it gathers."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cards.exchange.deckfiles.drillfile import DrillDraft, Tree, VariantDraft, scan_drills, tree
from cards.exchange.deckfiles.problems import Problem
from cards.exchange.drafts import CardDraft, TopicDraft

TOPICS = {"coding": "drills-coding", "integration": "drills-integration", "hunt": "drills-hunts"}
PAYLOAD_VERSION = 1
"""Of what `payload` makes of a variant: raised, every built-in drill is stored anew."""
TEST = re.compile(r"^def (test_\w+)\(", re.MULTILINE)


def with_drills(folder: Path, topics: list[TopicDraft], problems: list[Problem]) -> list[TopicDraft]:
    """The deck's topics, those of a family of drills with the cards of that family."""
    drills, found = scan_drills(folder)
    problems += found
    library = tree(folder / "lib")
    slugs = {topic.slug for topic in topics}
    for family in sorted({drill.family for drill in drills} & TOPICS.keys()):
        if TOPICS[family] not in slugs:
            message = f"there is no topic “{TOPICS[family]}” for the drills of the family “{family}”"
            problems.append(Problem(str(folder / "deck.md"), 1, message))
    return [
        replace(topic, cards=topic.cards + tuple(
            card_of(drill, library) for drill in drills if TOPICS.get(drill.family) == topic.slug
        ))
        for topic in topics
    ]  # fmt: skip


def card_of(drill: DrillDraft, library: Tree) -> CardDraft:
    variants = {variant.slug: payload(variant, library) for variant in drill.variants}
    return CardDraft(
        key=drill.key,
        kind="drill",
        content={
            "title": drill.title,
            "about": drill.about,
            "points": [{"text": point.text, "critical": point.is_critical} for point in drill.points],
            "asked": drill.next,
            "family": drill.family,
            "class": drill.problem_class,
            "variants": [
                {"slug": each.slug, "title": each.title, "minutes": each.minutes, "mark": mark(variants[each.slug])}
                for each in drill.variants
            ],
        },
        stage=drill.stage,
        tags=drill.tags,
        source=drill.source,
        seed=drill.seed,
        minutes=drill.minutes,
        level=drill.level,
        rev=drill.rev,
        variants=variants,
        file=drill.file,
        line=1,
    )


def payload(variant: VariantDraft, library: Tree) -> dict[str, Any]:
    """What the pages of a drill need of a variant: texts as Markdown, files as texts by their paths.

    `counts`: how many tests each part has, the visible and the hidden ones.
    """
    given = {name: dict(getattr(variant, name)) for name in ("starter", "solution", "tests", "hidden")}
    counts = [
        [len(TEST.findall(files.get(f"part_{number}.py", ""))) for files in (given["tests"], given["hidden"])]
        for number in range(1, len(variant.parts) + 1)
    ]
    return {
        "title": variant.title,
        "minutes": variant.minutes,
        "parts": list(variant.parts),
        "hints": [asdict(hint) for hint in variant.hints],
        "afterwards": variant.afterwards,
        "cause": variant.cause,
        "failing": variant.failing,
        "docs": variant.docs,
        "lib": dict(library),
        "counts": counts,
        **given,
    }


def mark(made: Mapping[str, Any]) -> str:
    """A checksum by which the card changes when one of its variants does."""
    text = json.dumps([PAYLOAD_VERSION, made], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
