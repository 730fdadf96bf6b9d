"""What comes back on the same day, and so what a look takes of its day: told from how the learner's last looks went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cards.scheduling.state import GOOD, HARD, Phase

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


SORTS: dict[int, int] = {Phase.NEW: 0, Phase.YOUNG: 1, Phase.MATURE: 1, Phase.EARLY: 1, Phase.REPEAT: 2}


def returns_of(looks: Iterable[tuple[int, int]]) -> Returns:
    """From (phase, quality) of a learner's last looks. Practice comes back on no day and tells nothing of it.

    Whoever misses more new cards than is usual is taken to miss more of the seen ones too, until those tell.
    """
    asked, missed, unknown = [0, 0, 0], [0, 0, 0], 0  # of new cards, of seen ones, of those that came back
    for phase, quality in looks:
        sort = SORTS.get(phase)
        if sort is None:
            continue
        asked[sort] += 1
        missed[sort] += quality < GOOD
        unknown += sort == 0 and quality < HARD
    new, seen = USUAL_RETURNS.new, USUAL_RETURNS.seen
    lean = (MISSES + missed[0] + missed[1]) / (MISSES + new * asked[0] + seen * asked[1])
    told = (
        (lean * new, missed[0], asked[0]),
        (lean * seen, missed[1], asked[1]),
        (USUAL_RETURNS.again, missed[2], asked[2]),
        (lean * USUAL_RETURNS.unknown, unknown, asked[0]),
    )
    return Returns(*[min(MOST, (LOOKS * usual + number) / (LOOKS + of)) for usual, number, of in told])
