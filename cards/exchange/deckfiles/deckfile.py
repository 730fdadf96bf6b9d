"""A folder of Markdown files <-> a DeckDraft. The format is described in CONTRIBUTING.md.

Reading goes on after a mistake, so that an author sees everything that is wrong with a file at once. Writing is
canonical: what was read from files in the canonical form is written back byte for byte.
"""

from pathlib import Path
from typing import Any

from cards.exchange.deckfiles.blocks import blocks, escaped, file_lines, front_matter, tidy
from cards.exchange.deckfiles.cardfile import read_card, write_card
from cards.exchange.deckfiles.fields import Fields, Report, key_lines, load_yaml
from cards.exchange.deckfiles.problems import DeckError, Problem
from cards.exchange.deckfiles.yamltext import mapping, quoted, scalar, word, words
from cards.exchange.drafts import CONFIDENCES, DeckDraft, SkillDraft, SourceDraft, StageDraft, TopicDraft
from cards.stages import STAGES

DECK_KEYS = (
    "deck", "title", "company", "role", "pack", "version", "language", "order",
    "includes", "stages", "skills", "coverage", "sources",
)  # fmt: skip
TOPIC_KEYS = ("topic", "title", "order")
LARGEST_WEIGHT = 9
LARGEST_FILE = 2 * 1024 * 1024


def read_deck(folder: Path) -> DeckDraft:
    """The deck in this folder; DeckError with all its problems if there are any."""
    deck, problems = scan_deck(folder)
    if problems or deck is None:
        raise DeckError(problems)
    return deck


def scan_deck(folder: Path) -> tuple[DeckDraft | None, list[Problem]]:
    """What can be read of the deck in this folder, and every problem in reading it."""
    problems: list[Problem] = []
    topics = [_read_topic(path, problems) for path in sorted(folder.glob("topics/*.md"))]
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
        topics=tuple(sorted((topic for topic in topics if topic), key=lambda topic: (topic.order, topic.slug))),
        file=str(folder / "deck.md"),
        key_lines=fields.lines,
    )
    fields.require("deck", "title", "version", "language", "order", "sources")
    if deck.slug and deck.slug != folder.name:
        fields.problem("deck", f"must be the name of its folder, “{folder.name}”, found “{deck.slug}”")
    return deck, sorted(problems)


def write_deck(deck: DeckDraft) -> dict[str, str]:
    """The text of each file of the deck, by its path inside the deck's folder."""
    return {"deck.md": _write_front(deck)} | {f"topics/{topic.slug}.md": _write_topic(topic) for topic in deck.topics}


def read_front(
    path: Path, keys: tuple[str, ...], problems: list[Problem]
) -> tuple[Fields, list[tuple[int, str]]] | None:
    """The fields of a file's front matter, and its other lines with their numbers; None if it has no fields."""

    def report(line: int, message: str) -> None:
        problems.append(Problem(str(path), line, message))

    lines = _lines(path, report)
    front = front_matter(lines) if lines else None
    if lines is None:
        return None
    if front is None:
        report(1, "expected front matter: YAML between two lines of ---")
        return None
    text, after = front
    before = len(problems)
    values = load_yaml(text, 2, report)
    if not isinstance(values, dict):
        if len(problems) == before:
            report(2, "expected `key: value` lines between the --- lines")
        return None
    fields = Fields({str(key): value for key, value in values.items()}, 1, report, key_lines(text, 2, report))
    fields.refuse_unknown(keys)
    return fields, list(enumerate(lines[after:], start=after + 1))


def _read_topic(path: Path, problems: list[Problem]) -> TopicDraft | None:
    parts = read_front(path, TOPIC_KEYS, problems)
    if parts is None:
        return None
    fields, body = parts
    fields.require(*TOPIC_KEYS)
    slug = fields.slug("topic")
    if slug and slug != path.stem:
        fields.problem("topic", f"must be the name of its file, “{path.stem}”, found “{slug}”")
    primer, *cards = blocks(body, "## ")
    drafts = [read_card(block, str(path), fields.report) for block in cards]
    return TopicDraft(
        slug=slug,
        title=fields.text("title"),
        order=fields.whole("order", 0, 9999) or 0,
        primer=primer.text,
        cards=tuple(draft for draft in drafts if draft),
        file=str(path),
    )


def _lines(path: Path, report: Report) -> list[str] | None:
    try:
        data = path.read_bytes()
    except OSError as error:
        report(1, f"cannot be read: {error.strerror}")
        return None
    if len(data) > LARGEST_FILE:
        report(1, f"is larger than {LARGEST_FILE // 1024 // 1024} MiB")
        return None
    try:
        return file_lines(data.decode())
    except UnicodeDecodeError as error:
        report(data[: error.start].count(b"\n") + 1, "is not UTF-8 text")
        return None


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
    return _file(lines, [tidy(deck.description)])


def _write_topic(topic: TopicDraft) -> str:
    lines = [f"topic: {word(topic.slug)}", f"title: {scalar(topic.title)}", f"order: {topic.order}"]
    return _file(lines, [escaped(tidy(topic.primer)), *(write_card(card) for card in topic.cards)])


def _file(front: list[str], body: list[str]) -> str:
    return "\n".join(["---", *front, "---", "\n\n".join(part for part in body if part), ""]).rstrip("\n") + "\n"


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
