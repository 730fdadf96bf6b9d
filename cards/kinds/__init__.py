"""What a card asks. A kind is one module here and its line in KINDS."""

from cards.kinds.cloze import CLOZE
from cards.kinds.kind import Content, Flaw, Kind, Section
from cards.kinds.recall import RECALL

KINDS: dict[str, Kind] = {
    "recall": RECALL,
    "cloze": CLOZE,
}

__all__ = ["KINDS", "Content", "Flaw", "Kind", "Section"]
