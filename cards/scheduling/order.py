"""The order in which a learner meets new cards: mixed from the first one on, and worked out from the cards alone."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

ORDER_VERSION = 1  # higher: loading decks brings everybody's new cards into order again
MIDDLE_LEVEL = 2  # of a card that says none
APART = 20  # so many cards, about two days', stand between two gaps of one text where there are others to ask


@dataclass(frozen=True, slots=True)
class NewCard:
    """What the order looks at. `position` is the card's place in its deck's files."""

    id: int
    key: str
    ordinal: int = 0  # of a gap; 0 for a card without siblings
    topic: str = ""
    stage: str = ""
    level: int | None = None
    position: int = 0
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Some stages and topics: those a learner begins with, or knows already."""

    stages: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    def holds(self, stage: str, topic: str) -> bool:
        return stage in self.stages or topic in self.topics


@lru_cache(maxsize=16)
def mixed(
    cards: tuple[NewCard, ...], weights: tuple[tuple[str, Fraction], ...] = (), first: Part = Part()
) -> tuple[int, ...]:
    """The ids of the cards in the order in which they are met as new ones.

    What the learner begins with comes before the rest; level 1 before 2 before 3; what a card requires before the card.
    Within that every stage has its share by weight from the first card on, and in a stage the topic that has been asked
    least is next. A card that is added leaves those of each topic and stage in the order that they have.
    """
    in_files = sorted(cards, key=lambda card: (card.position, card.key, card.ordinal))
    levels = _levels(in_files)
    begun = _begun(in_files, first)
    groups: dict[tuple[bool, int], list[NewCard]] = defaultdict(list)
    for card in in_files:
        groups[card.key not in begun, levels[card.key]].append(card)
    mix = _Mix(in_files, dict(weights))
    return tuple(card.id for group in sorted(groups) for card in mix.of(groups[group]))


def _levels(cards: Collection[NewCard]) -> dict[str, int]:
    """The level of each text, raised to that of what it requires."""
    levels: dict[str, int] = {}
    requires: dict[str, tuple[str, ...]] = {}
    for card in cards:
        levels[card.key] = max(levels.get(card.key, 1), MIDDLE_LEVEL if card.level is None else card.level)
        requires[card.key] = card.requires
    # Levels only rise, and to one that is there: it ends, also where cards require each other in a circle.
    changed = True
    while changed:
        changed = False
        for key, needed in requires.items():
            least = max((levels[other] for other in needed if other in levels), default=0)
            if least > levels[key]:
                levels[key], changed = least, True
    return levels


def _begun(cards: Collection[NewCard], first: Part) -> set[str]:
    """The texts that the learner begins with, and what those require."""
    requires = {card.key: card.requires for card in cards}
    begun: set[str] = set()
    waiting = [card.key for card in cards if first.holds(card.stage, card.topic)]
    while waiting:
        key = waiting.pop()
        if key in requires and key not in begun:
            begun.add(key)
            waiting += requires[key]
    return begun


class _Mix:
    """Cards dealt one by one; how often each topic was asked is remembered from group to group."""

    def __init__(self, cards: Iterable[NewCard], weights: Mapping[str, Fraction]) -> None:
        self.weights = weights
        self.lightest = min(weights.values(), default=Fraction(1))
        self.places: dict[str, int] = {}  # of the topics, as the decks have them
        self.missing: Counter[str] = Counter()  # the cards of each text that are still to come
        for card in cards:
            self.places.setdefault(card.topic, len(self.places))
            self.missing[card.key] += 1
        self.asked: Counter[str] = Counter()  # by topic
        self.recent: deque[str] = deque(maxlen=APART)

    def of(self, cards: list[NewCard]) -> Iterator[NewCard]:
        left: dict[str, dict[str, list[NewCard]]] = defaultdict(lambda: defaultdict(list))
        for card in cards:
            left[card.stage][card.topic].append(card)
        dealt: Counter[str] = Counter()  # by stage, of this group
        for _ in cards:
            card = self._next(left, dealt)
            topics = left[card.stage]
            topics[card.topic].remove(card)
            if not topics[card.topic]:
                del topics[card.topic]
            if not topics:
                del left[card.stage]
            dealt[card.stage] += 1
            self.asked[card.topic] += 1
            self.missing[card.key] -= 1
            self.recent.append(card.key)
            yield card

    def _next(self, left: Mapping[str, Mapping[str, list[NewCard]]], dealt: Counter[str]) -> NewCard:
        """The first that nothing speaks against; if there is none, one whose text was asked lately; else any."""
        near = None
        for card in self._candidates(left, dealt):
            if any(self.missing[key] for key in card.requires if key != card.key):
                continue
            if not (card.ordinal and card.key in self.recent):
                return card
            near = near or card
        return near or next(self._candidates(left, dealt))

    def _candidates(self, left: Mapping[str, Mapping[str, list[NewCard]]], dealt: Counter[str]) -> Iterator[NewCard]:
        # The k-th card of a stage stands in the middle of the k-th part that its weight cuts the group into.
        stages = sorted(left, key=lambda stage: ((2 * dealt[stage] + 1) / self._weight(stage), stage))
        for stage in stages:
            for topic in sorted(left[stage], key=lambda topic: (self.asked[topic], self.places[topic])):
                yield from left[stage][topic]

    def _weight(self, stage: str) -> Fraction:
        return self.weights.get(stage) or self.lightest
