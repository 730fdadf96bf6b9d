"""The topics of a deck <-> TopicDrafts: a file with all of a topic's cards, or a folder with a file for each.

A folder has a `topic.md` with the front matter and the primer, and its cards come in the order of their ids.
"""

from pathlib import Path

from cards.exchange.deckfiles.blocks import blocks, escaped, tidy
from cards.exchange.deckfiles.cardfile import read_card, write_card
from cards.exchange.deckfiles.files import laid_out, read_front, read_lines, report_to
from cards.exchange.deckfiles.problems import Problem
from cards.exchange.deckfiles.yamltext import scalar, word
from cards.exchange.drafts import CardDraft, TopicDraft

KEYS = ("topic", "title", "order")
OF_FOLDER = "topic.md"


def read_topics(folder: Path, problems: list[Problem]) -> list[TopicDraft]:
    topics = [_read_topic(path, path.stem, problems) for path in sorted(folder.glob("*.md"))]
    topics += [_read_topic(path / OF_FOLDER, path.name, problems) for path in sorted(folder.glob("*/"))]
    return [topic for topic in topics if topic]


def write_topic(topic: TopicDraft) -> dict[str, str]:
    """The text of each file of the topic, by its path below `topics/`."""
    front = [f"topic: {word(topic.slug)}", f"title: {scalar(topic.title)}", f"order: {topic.order}"]
    primer, cards = (
        escaped(tidy(topic.primer)),
        {card.key: write_card(card) for card in topic.cards if not card.variants},
    )
    has_folder = Path(topic.file).parts[-2:] == (topic.slug, OF_FOLDER)
    if not has_folder:
        return {f"{topic.slug}.md": laid_out(front, [primer, *cards.values()])}
    texts = {OF_FOLDER: laid_out(front, [primer])} | {f"{key}.md": f"{text}\n" for key, text in cards.items()}
    return {f"{topic.slug}/{path}": text for path, text in texts.items()}


def _read_topic(path: Path, name: str, problems: list[Problem]) -> TopicDraft | None:
    parts = read_front(path, KEYS, problems)
    if parts is None:
        return None
    fields, body = parts
    fields.require(*KEYS)
    slug, is_folder = fields.slug("topic"), path.stem != name
    if slug and slug != name:
        fields.problem(
            "topic", f"must be the name of its {'folder' if is_folder else 'file'}, “{name}”, found “{slug}”"
        )
    primer, *cards = blocks(body, "## ")
    if is_folder:
        for block in cards:
            fields.report(block.line, f"“## {block.heading}”: the cards of a folder have files of their own, <id>.md")
        files = sorted(path.parent.glob("*.md"), key=lambda found: found.stem)
        drafts = [_read_card(found, problems) for found in files if found != path]
    else:
        drafts = [read_card(block, str(path), fields.report) for block in cards]
    return TopicDraft(
        slug=slug,
        title=fields.text("title"),
        order=fields.whole("order", 0, 9999) or 0,
        primer=primer.text,
        cards=tuple(draft for draft in drafts if draft),
        file=str(path),
    )


def _read_card(path: Path, problems: list[Problem]) -> CardDraft | None:
    """The card of a file of its own."""
    report = report_to(problems, path)
    lines = read_lines(path, report)
    if lines is None:
        return None
    stray, *cards = blocks(enumerate(lines, start=1), "## ")
    if stray.text or len(cards) != 1:
        report(1, "expected one card, beginning with its `## id`")
        return None
    card = read_card(cards[0], str(path), report)
    if card and card.key != path.stem:
        report(card.line, f"a card's id must be the name of its file, “{path.stem}”, found “{card.key}”")
    return card
