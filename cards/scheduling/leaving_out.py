"""Which topics a plan leaves out where not all of its cards fit: whole ones, those of the lightest stages first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cards.scheduling.order import MIDDLE_LEVEL


@dataclass(frozen=True, slots=True)
class Fit:
    """A card of a plan, and whether it is still unseen on its day."""

    topic: str
    stage: str
    weight: Fraction
    level: int | None
    seconds: float  # that meeting it takes; 0: it was met before
    is_unseen: bool


@dataclass(frozen=True, slots=True)
class TopicFit:
    topic: str
    stage: str  # of most of its cards
    weight: Fraction
    level: Fraction  # the mean
    cards: int
    unseen: int
    seconds: float  # that meeting all of its new cards takes

    @property
    def rank(self) -> tuple[Fraction, Fraction, Fraction, str]:
        """What may be left out first: of the lightest stage, of the highest level, with the most unseen."""
        return self.weight, -self.level, -Fraction(self.unseen, self.cards), self.topic


def unmet_topics(cards: Iterable[Fit]) -> list[TopicFit]:
    """The topics of which cards stay unseen, what may be left out first in front."""
    by_topic: dict[str, list[Fit]] = {}
    for card in cards:
        if card.topic:
            by_topic.setdefault(card.topic, []).append(card)
    told = (_told(topic, found) for topic, found in by_topic.items() if any(card.is_unseen for card in found))
    return sorted(told, key=lambda topic: topic.rank)


def _told(topic: str, cards: Sequence[Fit]) -> TopicFit:
    stage = Counter(card.stage for card in cards).most_common(1)[0][0]
    weight = next(card.weight for card in cards if card.stage == stage)
    levels = sum(MIDDLE_LEVEL if card.level is None else card.level for card in cards)
    unseen, seconds = sum(card.is_unseen for card in cards), sum(card.seconds for card in cards)
    return TopicFit(topic, stage, weight, Fraction(levels, len(cards)), len(cards), unseen, seconds)


def first_to_go(topics: Iterable[TopicFit], seconds: float) -> list[TopicFit]:
    """As many of them, in their order, as have new cards of so many seconds; all of them, if they have less."""
    chosen = []
    for topic in topics:
        if seconds <= 0:
            break
        chosen.append(topic)
        seconds -= topic.seconds
    return chosen
