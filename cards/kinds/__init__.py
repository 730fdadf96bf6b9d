"""What a card asks. A kind is one module here and its line in KINDS."""

from cards.kinds.behavioural import Behavioural
from cards.kinds.cloze import Cloze
from cards.kinds.design import Design
from cards.kinds.detail import Detail, Unfit
from cards.kinds.drill import Drill
from cards.kinds.kind import Asked, Content, Flaw, Kind, Section
from cards.kinds.recall import Recall

KINDS: dict[str, Kind] = {
    "recall": Recall(),
    "cloze": Cloze(),
    "design": Design(),
    "behavioural": Behavioural(),
    "drill": Drill(),
}
USUAL_KIND = "recall"
"""What a new card starts as."""


def render_card(kind: str, content: Content, ordinal: int) -> dict[str, str]:
    """The HTML of one card by field: question, answer, points, notes. Fields that a card does not have are empty."""
    return KINDS[kind].front(content, ordinal) | KINDS[kind].back(content, ordinal)


__all__ = ["KINDS", "USUAL_KIND", "Asked", "Content", "Detail", "Flaw", "Kind", "Section", "Unfit", "render_card"]
