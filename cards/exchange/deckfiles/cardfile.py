"""One card of a topic file: its heading, attribute lines and sections <-> a CardDraft."""

from typing import Any

from cards.exchange.deckfiles.blocks import ATTRIBUTE, Block, blocks, escaped, open_fence, tidy
from cards.exchange.deckfiles.fields import SLUG, SLUG_RULE, Fields, Report, load_yaml
from cards.exchange.deckfiles.yamltext import number, words
from cards.exchange.drafts import STATUSES, CardDraft
from cards.kinds import KINDS, Kind, Section
from cards.stages import STAGES

ATTRIBUTES = (
    "kind", "stage", "tags", "source", "seed", "minutes", "level", "rev", "check_by", "requires", "status",
)  # fmt: skip


def read_card(block: Block, file: str, report: Report) -> CardDraft | None:
    """The card of one `## id` block; None where too little is right to call it a card."""
    if not SLUG.fullmatch(block.heading):
        report(block.line, f"“## {block.heading}”: a card's heading is its id: {SLUG_RULE}")
        return None
    fields, rest = _attributes(block, report)
    kind = KINDS.get(fields.choice("kind", tuple(KINDS), ""))
    if kind is None:
        return None
    content, section_lines = _content(kind, block, rest, report)
    return CardDraft(
        key=block.heading,
        kind=kind.name,
        content=content,
        stage=fields.words("stage", tuple(STAGES)),
        tags=fields.words("tags"),
        source=fields.words("source"),
        seed=fields.words("seed"),
        minutes=fields.minutes("minutes"),
        level=fields.whole("level", 1, 3),
        rev=fields.whole("rev", 1, 9999) or 1,
        check_by=fields.day("check_by"),
        requires=fields.words("requires"),
        status=fields.choice("status", STATUSES, "active"),
        file=file,
        line=block.line,
        section_lines=section_lines,
    )


def write_card(card: CardDraft) -> str:
    attributes = {
        "kind": card.kind,
        "stage": words(card.stage) if card.stage else "",
        "tags": words(card.tags) if card.tags else "",
        "source": words(card.source) if card.source else "",
        "seed": words(card.seed) if card.seed else "",
        "minutes": number(card.minutes),
        "level": str(card.level) if card.level is not None else "",
        "rev": str(card.rev),
        "check_by": card.check_by.isoformat() if card.check_by else "",
        "requires": words(card.requires) if card.requires else "",
        "status": card.status if card.status != "active" else "",
    }
    lines = [f"## {card.key}", *(f"{key}: {value}" for key, value in attributes.items() if value)]
    sections = [
        f"### {section.heading}\n{_laid_down(section, card.content[section.field])}"
        for section in KINDS[card.kind].sections
        if card.content.get(section.field)
    ]
    return "\n\n".join(["\n".join(lines), *sections])


def _attributes(block: Block, report: Report) -> tuple[Fields, list[tuple[int, str]]]:
    """The attribute lines, and the lines that follow them."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    end = next((index for index, (_, line) in enumerate(block.lines) if not line.strip()), len(block.lines))
    for number_of_line, line in block.lines[:end]:
        match = ATTRIBUTE.fullmatch(line.rstrip())
        if match is None:
            report(number_of_line, f"expected `key: value` or a blank line after the attributes, found “{line[:40]}”")
        elif match[1] in values:
            report(number_of_line, f"{match[1]}: stands there twice")
        else:
            values[match[1]] = load_yaml(match[2] or "", number_of_line, report)
            lines[match[1]] = number_of_line
    fields = Fields(values, block.line, report, lines)
    fields.refuse_unknown(ATTRIBUTES)
    fields.require("kind", "minutes", "rev")
    return fields, block.lines[end:]


def _content(
    kind: Kind, block: Block, lines: list[tuple[int, str]], report: Report
) -> tuple[dict[str, Any], dict[str, int]]:
    content: dict[str, Any] = {section.field: section.shape.blank() for section in kind.sections}
    section_lines: dict[str, int] = {}
    stray, *found = blocks(lines, "### ")
    if stray.text:
        headings = ", ".join(section.heading for section in kind.sections)
        report(stray.first_line, f"text before the first section; a {kind.name} card has ### {headings}")
    for part in found:
        section = kind.section(part.heading)
        if section is None:
            expected = ", ".join(section.heading for section in kind.sections)
            report(part.line, f"“### {part.heading}”: unknown section; a {kind.name} card has {expected}")
        elif section.field in section_lines:
            report(part.line, f"“### {part.heading}”: stands there twice")
        else:
            section_lines[section.field] = part.first_line
            content[section.field] = _value(section, part, report)
    for section in kind.sections:
        if section.required and not content[section.field]:
            report(section_lines.get(section.field, block.line), f"“### {section.heading}” is missing or empty")
    return content, section_lines


def _value(section: Section, block: Block, report: Report) -> Any:
    if open_fence(block.text):
        report(block.line, f"“### {block.heading}”: a code fence is never closed")
    return section.shape.read(block.tidy_lines or [(block.line, "")], report)


def _laid_down(section: Section, value: Any) -> str:
    text = tidy(section.shape.laid_down(value))
    fence = open_fence(text)
    return escaped(f"{text}\n{fence}" if fence else text)
