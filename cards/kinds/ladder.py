"""A ladder: questions that follow an answer, from easy to hard, asked one by one until one is missed.

A climb begins one rung below the one at which the climb before it stopped, the first at the lowest. The rungs below
where it begins count as had. Places are counted from 0.
"""

from collections.abc import Mapping
from typing import NamedTuple

Rung = Mapping[str, str]
"""ask, and its short answer."""


class Climb(NamedTuple):
    rungs: int  # how many the ladder has
    start: int  # the place of the first that is asked
    had: tuple[bool, ...] = ()  # of each that was asked, in order, whether the learner had its answer

    @property
    def reached(self) -> int:
        """How many rungs from below the learner has."""
        return min(self.start + sum(self.had), self.rungs)

    @property
    def next(self) -> int | None:
        """The place of the rung that is asked next; None when one was missed, or the top is reached."""
        place = self.start + len(self.had)
        return None if self.is_missed or place >= self.rungs else place

    @property
    def is_missed(self) -> bool:
        return not all(self.had)

    @property
    def next_start(self) -> int:
        """Where the next climb begins."""
        stopped = min(self.reached, self.rungs - 1)
        return max(stopped - 1, 0)
