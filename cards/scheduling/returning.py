"""What comes back on the same day, and so what a look takes of its day: told from how the learner's last looks went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cards.scheduling.state import GOOD, HARD, QUALITIES, Phase

LOOKS = 10  # of each sort: so many weigh as much as what is usual
MISSES = 2  # so many weigh as much as that the learner misses as often as is usual
MOST = 0.8  # a share of one would never end


@dataclass(frozen=True, slots=True)
class Returns:
    """The shares of looks that are not recalled well, and so come back on the same day.

    Of new cards, of seen ones, of those that came back. `unknown`: of new cards, those that are not known at all.
    """

    new: float = 0.25
    seen: float = 0.1
    again: float = 0.0
    unknown: float = 0.25

    def seconds(self, look: float, again: float, phase: int) -> float:
        """What a look takes of its day, with those that it leads to: each of them takes `again`."""
        if phase == Phase.NEW:
            share = self.new
        else:
            share = self.again if phase == Phase.REPEAT else self.seen
        return look + again * share / (1 - self.again)


USUAL_RETURNS = Returns()


def returns_of(looks: Iterable[tuple[int, int]]) -> Returns:
    """From (phase, quality) of a learner's last looks. Practice comes back on no day and tells nothing of it.

    Whoever misses more new cards than is usual is taken to miss more of the seen ones too, until those tell.
    """
    told = _Told(looks)
    usual = USUAL_RETURNS
    expected = usual.new * told.asked(NEW) + usual.seen * told.asked(SEEN)
    lean = (MISSES + told.below(GOOD, NEW | SEEN)) / (MISSES + expected)
    return Returns(
        new=told.share(lean * usual.new, GOOD, NEW),
        seen=told.share(lean * usual.seen, GOOD, SEEN),
        again=told.share(usual.again, GOOD, AGAIN),
        unknown=told.share(lean * usual.unknown, HARD, NEW),
    )


NEW, SEEN, AGAIN = {Phase.NEW}, {Phase.YOUNG, Phase.MATURE, Phase.EARLY}, {Phase.REPEAT}


class _Told:
    def __init__(self, looks: Iterable[tuple[int, int]]) -> None:
        self.counts = Counter(looks)

    def asked(self, phases: set[Phase]) -> int:
        return self.below(max(QUALITIES) + 1, phases)

    def below(self, quality: int, phases: set[Phase]) -> int:
        return sum([number for (phase, found), number in self.counts.items() if phase in phases and found < quality])

    def share(self, usual: float, quality: int, phases: set[Phase]) -> float:
        return min(MOST, (LOOKS * usual + self.below(quality, phases)) / (LOOKS + self.asked(phases)))
