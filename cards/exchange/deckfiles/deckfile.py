"""A folder of Markdown files <-> a DeckDraft. The format is described in CONTRIBUTING.md.

Reading goes on after a mistake, so that an author sees everything that is wrong with a file at once. Writing is
canonical: what was read from files in the canonical form is written back byte for byte.
"""

from pathlib import Path
from typing import Any

from cards.exchange.deckfiles.blocks import tidy
from cards.exchange.deckfiles.drills import with_drills
from cards.exchange.deckfiles.fields import Fields
from cards.exchange.deckfiles.files import laid_out, read_front
from cards.exchange.deckfiles.problems import Problem
from cards.exchange.deckfiles.topicfile import read_topics, write_topic
from cards.exchange.deckfiles.yamltext import mapping, quoted, scalar, word, words
from cards.exchange.drafts import CONFIDENCES, DeckDraft, SkillDraft, SourceDraft, StageDraft
from cards.stages import STAGES

DECK_KEYS = (
    "deck", "title", "company", "role", "pack", "version", "language", "order",
    "includes", "stages", "skills", "coverage", "sources",
)  # fmt: skip
LARGEST_WEIGHT = 9


def scan_deck(folder: Path) -> tuple[DeckDraft | None, list[Problem]]:
    """What can be read of the deck in this folder, and every problem in reading it."""
    problems: list[Problem] = []
    topics = with_drills(folder, read_topics(folder / "topics", problems), problems)
    parts = read_front(folder / "deck.md", DECK_KEYS, problems)
    if parts is None:
        return None, sorted(problems)
    fields, body = parts
    deck = DeckDraft(
        slug=fields.slug("deck"),
        title=fields.text("title"),
        version=fields.whole("version", 1, 9999) or 1,
        order=fields.whole("order", 0, 9999) or 0,
        language=fields.text("language", "en"),
        pack=fields.flag("pack"),
        company=fields.text("company"),
        role=fields.text("role"),
        description=tidy("\n".join(line for _, line in body)),
        includes=fields.words("includes"),
        stages=tuple(_stage(item, place, fields) for place, item in enumerate(fields.mappings("stages"))),
        skills=tuple(_skill(item, place, fields) for place, item in enumerate(fields.mappings("skills"))),
        coverage=_coverage(fields),
        sources={code: _source(code, item, fields) for code, item in fields.mapping("sources").items()},
        topics=tuple(sorted(topics, key=lambda topic: (topic.order, topic.slug))),
        file=str(folder / "deck.md"),
        key_lines=fields.lines,
    )
    fields.require("deck", "title", "version", "language", "order", "sources")
    if deck.slug and deck.slug != folder.name:
        fields.problem("deck", f"must be the name of its folder, “{folder.name}”, found “{deck.slug}”")
    return deck, sorted(problems)


def write_deck(deck: DeckDraft) -> dict[str, str]:
    """The text of each file of the deck, by its path inside the deck's folder."""
    texts = {"deck.md": _write_front(deck)}
    for topic in deck.topics:
        texts |= {f"topics/{path}": text for path, text in write_topic(topic).items()}
    return texts


def _inner(
    item: Any, key: str, place: int | str, fields: Fields, known: tuple[str, ...], required: tuple[str, ...]
) -> Fields:
    """The fields of one item below a key: `place` is its number in a list, or its name."""
    line = fields.lines.get(f"{key}.{place}", fields.line)
    where = key if isinstance(place, int) else f"{key}.{place}"
    inner = Fields(item if isinstance(item, dict) else {}, line, fields.report, where=f"{where}: ")
    if not isinstance(item, dict):
        fields.report(line, f"{where}: expected {{{', '.join(f'{name}: …' for name in known)}}}")
    inner.refuse_unknown(known)
    inner.require(*required)
    return inner


def _stage(item: dict[str, Any], place: int, fields: Fields) -> StageDraft:
    known = ("slug", "title", "minutes", "weight", "what", "judged", "differ", "source", "confidence")
    inner = _inner(item, "stages", place, fields, known, ("slug", "title", "what", "judged", "source"))
    return StageDraft(
        slug=inner.choice("slug", tuple(STAGES), ""),
        title=inner.text("title"),
        what=inner.text("what"),
        judged=inner.text("judged"),
        differ=inner.text("differ"),
        minutes=inner.whole("minutes", 1, 600),
        weight=inner.whole("weight", 1, LARGEST_WEIGHT) or 1,
        source=inner.words("source"),
        confidence=inner.choice("confidence", CONFIDENCES, ""),
    )


def _skill(item: dict[str, Any], place: int, fields: Fields) -> SkillDraft:
    inner = _inner(item, "skills", place, fields, ("slug", "title", "topics"), ("slug", "title", "topics"))
    return SkillDraft(slug=inner.slug("slug"), title=inner.text("title"), topics=inner.words("topics"))


def _source(code: str, item: Any, fields: Fields) -> SourceDraft:
    inner = _inner(item, "sources", code, fields, ("title", "url", "seen"), ("title", "seen"))
    url = inner.text("url")
    if url and not url.startswith(("https://", "http://")):
        inner.problem("url", f"expected an address that starts with https://, found “{url}”")
    return SourceDraft(title=inner.text("title"), seen=inner.seen("seen") if "seen" in inner.values else "", url=url)


def _coverage(fields: Fields) -> dict[str, str]:
    inner = Fields(fields.mapping("coverage"), fields.lines.get("coverage", 1), fields.report, where="coverage: ")
    return {code: inner.text(code) for code in inner.values}


def _write_front(deck: DeckDraft) -> str:
    lines = [f"deck: {word(deck.slug)}", f"title: {scalar(deck.title)}"]
    lines += [f"{key}: {scalar(value)}" for key, value in (("company", deck.company), ("role", deck.role)) if value]
    lines += ["pack: true"] if deck.pack else []
    lines += [f"version: {deck.version}", f"language: {scalar(deck.language)}", f"order: {deck.order}"]
    lines += [f"includes: {words(deck.includes)}"] if deck.includes else []
    lines += ["stages:", *(f"  - {_stage_yaml(stage)}" for stage in deck.stages)] if deck.stages else []
    lines += ["skills:", *(f"  - {_skill_yaml(skill)}" for skill in deck.skills)] if deck.skills else []
    if deck.coverage:
        lines += ["coverage:", *(f"  {word(code)}: {scalar(text)}" for code, text in deck.coverage.items())]
    if deck.sources:
        lines += ["sources:", *(f"  {word(code)}: {_source_yaml(item)}" for code, item in deck.sources.items())]
    else:
        lines += ["sources: {}"]
    return laid_out(lines, [tidy(deck.description)])


def _stage_yaml(stage: StageDraft) -> str:
    return mapping(
        {
            "slug": word(stage.slug),
            "title": quoted(stage.title),
            "minutes": str(stage.minutes) if stage.minutes is not None else "",
            "weight": str(stage.weight),
            "what": quoted(stage.what),
            "judged": quoted(stage.judged),
            "differ": quoted(stage.differ) if stage.differ else "",
            "source": words(stage.source),
            "confidence": stage.confidence,
        }
    )


def _skill_yaml(skill: SkillDraft) -> str:
    return mapping({"slug": word(skill.slug), "title": quoted(skill.title), "topics": words(skill.topics)})


def _source_yaml(source: SourceDraft) -> str:
    url = quoted(source.url) if source.url else ""
    return mapping({"title": quoted(source.title), "url": url, "seen": source.seen})
