"""A folder `drills/` of a deck -> DrillDrafts. The format is described in CONTRIBUTING.md.

A drill is one card: a class of bugs or a family of problems, with variants that take turns. Reading goes on after a
mistake, so that an author sees everything at once. Nothing here is executed: tests/decks/test_drills.py runs the code.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cards.exchange.deckfiles.blocks import Block, blocks
from cards.exchange.deckfiles.fields import SLUG, SLUG_RULE, Fields, Report
from cards.exchange.deckfiles.files import read_front
from cards.exchange.deckfiles.problems import Problem
from cards.kinds.drill import FAMILIES, size_of
from cards.stages import STAGES

CARD_KEYS = (
    "id", "kind", "title", "family", "class", "stage", "tags", "source", "seed", "minutes", "level", "rev", "variants",
)  # fmt: skip
VARIANT_KEYS = ("title", "minutes", "failing")
PARTS = range(2, 6)
FEWEST_MUTANTS = 3
LARGEST_TEXT = 16 * 1024
LARGEST_TREE = 64 * 1024
PART = re.compile(r"Part ([1-9])")
HINT = re.compile(r"- ([1-9]): (.+)")
POINT = re.compile(r"- (! )?(.+)")

Tree = Mapping[str, str]
"""The text of each file of a folder, by its path inside it."""


@dataclass(frozen=True)
class PointDraft:
    text: str
    is_critical: bool = False


@dataclass(frozen=True)
class HintDraft:
    part: int
    text: str


@dataclass(frozen=True)
class MutantDraft:
    """A wrong solution that people write: `files` take the place of those of the right one."""

    name: str
    reason: str
    files: Tree


@dataclass(frozen=True)
class VariantDraft:
    slug: str
    title: str
    minutes: int
    parts: tuple[str, ...]
    """What the interviewer says, part by part; a hunt has one, its issue."""
    hints: tuple[HintDraft, ...]
    afterwards: str
    cause: str
    """Of a hunt: the true root cause, and why the tests did not catch it."""
    failing: str
    """Of a hunt: the one visible test that fails before the bug is mended."""
    docs: str
    starter: Tree
    solution: Tree
    tests: Tree
    hidden: Tree
    mutants: tuple[MutantDraft, ...]
    file: str


@dataclass(frozen=True)
class DrillDraft:
    key: str
    title: str
    family: str
    problem_class: str
    stage: tuple[str, ...]
    tags: tuple[str, ...]
    source: tuple[str, ...]
    seed: tuple[str, ...]
    minutes: int
    level: int
    rev: int
    about: str
    points: tuple[PointDraft, ...]
    next: str
    variants: tuple[VariantDraft, ...]
    file: str


@dataclass
class _Sections:
    """The `### ` sections of a file; each is asked for by name, and what nobody asked for is a problem."""

    report: Report
    found: dict[str, Block] = field(default_factory=dict)

    def text(self, name: str, *, required: bool = True) -> str:
        block = self.found.pop(name, None)
        text = block.text if block else ""
        if required and not text:
            self.report(block.line if block else 1, f"### {name} is missing or empty")
        return text

    def lines(self, name: str, pattern: re.Pattern[str], expected: str) -> list[tuple[int, re.Match[str]]]:
        block = self.found.pop(name, None)
        if block is None:
            self.report(1, f"### {name} is missing")
            return []
        matches = []
        for number, item in _items(block):
            match = pattern.fullmatch(item)
            if match:
                matches.append((number, match))
            else:
                self.report(number, f"### {name}: expected {expected}, found “{item}”")
        return matches

    def refuse_others(self) -> None:
        for name, block in self.found.items():
            self.report(block.line, f"### {name}: unknown section, or one that this family does not have")


def scan_drills(deck_folder: Path) -> tuple[list[DrillDraft], list[Problem]]:
    """The drills of a deck's folder, and every problem in reading them."""
    problems: list[Problem] = []
    folders = sorted(path for path in deck_folder.glob("drills/*") if path.is_dir())
    drills = [_read_drill(folder, problems) for folder in folders]
    return [drill for drill in drills if drill], sorted(problems)


def tree(folder: Path) -> dict[str, str]:
    """Every file below the folder; what Python leaves behind when it runs is not one."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def _read_drill(folder: Path, problems: list[Problem]) -> DrillDraft | None:
    path = folder / "card.md"
    front = read_front(path, CARD_KEYS, problems)
    if front is None:
        return None
    fields, body = front
    fields.require(*CARD_KEYS)
    fields.choice("kind", ("drill",), "drill")
    family = fields.choice("family", tuple(FAMILIES), "")
    key = fields.slug("id")
    if key and key != folder.name:
        fields.problem("id", f"must be the name of its folder, “{folder.name}”, found “{key}”")
    sections = _sections(body, fields.report)
    points = sections.lines("Points", POINT, "`- text` or `- ! text`")
    if not any(match[1] for _, match in points):
        fields.report(1, "### Points: at least one is critical (`- ! text`)")
    slugs = fields.words("variants")
    _same_names(fields, slugs, {item.name for item in folder.iterdir() if item.is_dir()})
    drill = DrillDraft(
        key=key,
        title=fields.text("title"),
        family=family,
        problem_class=fields.slug("class"),
        stage=fields.words("stage", tuple(STAGES)),
        tags=fields.words("tags"),
        source=fields.words("source"),
        seed=fields.words("seed"),
        minutes=fields.whole("minutes", 10, 120) or 10,
        level=fields.whole("level", 1, 3) or 1,
        rev=fields.whole("rev", 1, 9999) or 1,
        about=sections.text("About"),
        points=tuple(PointDraft(match[2], bool(match[1])) for _, match in points),
        next=sections.text("Next"),
        variants=tuple(
            variant for slug in slugs if (variant := _read_variant(folder / slug, family, problems)) is not None
        ),
        file=str(path),
    )
    sections.refuse_others()
    return drill


def _same_names(fields: Fields, listed: Iterable[str], present: set[str]) -> None:
    for name in listed:
        if not SLUG.fullmatch(name):
            fields.problem("variants", f"expected {SLUG_RULE}, found “{name}”")
        if name not in present:
            fields.problem("variants", f"there is no folder “{name}”")
    for name in sorted(present - set(listed)):
        fields.problem("variants", f"the folder “{name}” is not listed")


def _read_variant(folder: Path, family: str, problems: list[Problem]) -> VariantDraft | None:
    path = folder / "statement.md"
    front = read_front(path, VARIANT_KEYS, problems)
    if front is None:
        return None
    fields, body = front
    is_hunt = family == "hunt"
    fields.require("title", "minutes", *(("failing",) if is_hunt else ()))
    if not is_hunt and "failing" in fields.values:
        fields.problem("failing", "only a hunt has it")
    sections = _sections(body, fields.report)
    parts = (sections.text("Issue"),) if is_hunt else _parts(sections)
    hints = sections.lines("Hints", HINT, "`- <part>: text`")
    for line, match in hints:
        if int(match[1]) > len(parts):
            fields.report(line, f"### Hints: there is no part {match[1]}")
    variant = VariantDraft(
        slug=folder.name,
        title=fields.text("title"),
        minutes=fields.whole("minutes", 10, 120) or 10,
        parts=parts,
        hints=tuple(HintDraft(int(match[1]), match[2]) for _, match in hints),
        afterwards=sections.text("Afterwards"),
        cause=sections.text("Cause") if is_hunt else "",
        failing=fields.text("failing"),
        docs=(folder / "docs.md").read_text(encoding="utf-8") if (folder / "docs.md").exists() else "",
        starter=tree(folder / "starter"),
        solution=tree(folder / "solution"),
        tests=tree(folder / "tests"),
        hidden=tree(folder / "hidden"),
        mutants=tuple(_read_mutant(item) for item in sorted(folder.glob("mutants/*")) if item.is_dir()),
        file=str(path),
    )
    sections.refuse_others()
    for message in _faults(variant, family):
        fields.report(1, message)
    return variant


def _parts(sections: _Sections) -> tuple[str, ...]:
    count = sum(1 for name in sections.found if PART.fullmatch(name))
    if count not in PARTS:
        sections.report(1, f"expected {PARTS.start} to {PARTS.stop - 1} parts, found {count}")
    return tuple(sections.text(f"Part {number}") for number in range(1, count + 1))


def _read_mutant(folder: Path) -> MutantDraft:
    reason = folder.with_name(f"{folder.name}.md")
    return MutantDraft(
        name=folder.name,
        reason=reason.read_text(encoding="utf-8").strip() if reason.exists() else "",
        files=tree(folder),
    )


def _faults(variant: VariantDraft, family: str) -> Iterable[str]:
    if family == "integration" and not variant.docs:
        yield "an integration drill has docs.md, the API's documentation"
    for number in range(1, len(variant.parts) + 1):
        for name, files in (("tests", variant.tests), ("hidden", variant.hidden)):
            if f"part_{number}.py" not in files:
                yield f"{name}/part_{number}.py is missing"
    if set(variant.starter) != set(variant.solution):
        yield f"starter and solution hold different files: {sorted(set(variant.starter) ^ set(variant.solution))}"
    if len(variant.mutants) < FEWEST_MUTANTS:
        yield f"expected {FEWEST_MUTANTS} mutants or more, found {len(variant.mutants)}"
    for mutant in variant.mutants:
        if not mutant.reason:
            yield f"mutants/{mutant.name}.md is missing: why do people write this?"
        changed = {name for name, text in mutant.files.items() if variant.solution.get(name) != text}
        if not changed or changed != set(mutant.files):
            yield f"mutants/{mutant.name} holds only files that differ from the solution's, and at least one"
    for name, size, largest in (
        ("statement.md", sum(len(part) for part in variant.parts) + len(variant.afterwards), LARGEST_TEXT),
        ("docs.md", len(variant.docs), LARGEST_TEXT),
        *((kind, size_of(getattr(variant, kind)), LARGEST_TREE) for kind in ("starter", "solution", "tests", "hidden")),
    ):
        if size > largest:
            yield f"{name} is larger than {largest // 1024} KiB"


def _sections(body: list[tuple[int, str]], report: Report) -> _Sections:
    sections = _Sections(report)
    for block in blocks(body, "### "):
        if block.heading in sections.found:
            report(block.line, f"### {block.heading} stands there twice")
        if block.heading:
            sections.found[block.heading] = block
        elif block.text:
            report(block.first_line, "text before the first ### section")
    return sections


def _items(block: Block) -> list[tuple[int, str]]:
    """List items, each with its continuation lines."""
    items: list[tuple[int, str]] = []
    for number, line in block.lines:
        if line.startswith("  ") and items:
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
        elif line.strip():
            items.append((number, line.rstrip()))
    return items
