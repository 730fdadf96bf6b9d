"""What a card asks. A kind is one module here and its line in KINDS."""

from cards.kinds.cloze import CLOZE
from cards.kinds.kind import Content, Flaw, Kind, Section
from cards.kinds.recall import RECALL

KINDS: dict[str, Kind] = {
    "recall": RECALL,
    "cloze": CLOZE,
}


def render_card(kind: str, content: Content, ordinal: int) -> dict[str, str]:
    """The HTML of one card by field: question, answer, points, notes. Fields that a card does not have are empty."""
    return KINDS[kind].front(content, ordinal) | KINDS[kind].back(content, ordinal)


__all__ = ["KINDS", "Content", "Flaw", "Kind", "Section", "render_card"]
