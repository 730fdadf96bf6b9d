"""What came of each whole loop that a learner rehearsed, round by round, beside the loop before it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cards.kinds import KINDS
from cards.models import Mock
from cards.queries.mocks import GRADED, WAITING, Progress, Round


@dataclass(frozen=True)
class RoundResult:
    """`share`: of its points, tests or short cards, in per cent; `before`: of the same round in the loop before."""

    round: Round
    share: int | None = None
    before: int | None = None

    @property
    def change(self) -> int | None:
        return None if self.share is None or self.before is None else self.share - self.before


@dataclass(frozen=True)
class LoopResult:
    mock: Mock
    is_over: bool
    rounds: list[RoundResult]

    @property
    def graded(self) -> int:
        return sum(each.share is not None for each in self.rounds)

    @property
    def share(self) -> int | None:
        """The mean of the rounds that were graded."""
        return _mean([each.share for each in self.rounds if each.share is not None])

    @property
    def change(self) -> int | None:
        """How much better the rounds went that both loops had graded: others say nothing of it."""
        return _mean([each.change for each in self.rounds if each.change is not None])

    @property
    def seconds(self) -> int:
        return sum(each.round.seconds or 0 for each in self._held)

    @property
    def minutes(self) -> int:
        """Those that the clocks of the rounds granted that were held."""
        return sum(each.round.minutes for each in self._held)

    @property
    def _held(self) -> list[RoundResult]:
        return [each for each in self.rounds if each.round.state != WAITING]


def loop_results(loops: Sequence[Progress]) -> list[LoopResult]:
    """Of these loops, the latest first."""
    told: list[LoopResult] = []
    last: dict[tuple[str, str], list[int]] = {}
    for progress in reversed(loops):
        result = _beside(progress, last)
        told.append(result)
        if result.graded:
            last = _shares(result)
    return told[::-1]


def _beside(progress: Progress, before: dict[tuple[str, str], list[int]]) -> LoopResult:
    left = {each: list(shares) for each, shares in before.items()}
    rounds = []
    for each in progress.rounds:
        share = share_of(each) if progress.is_over else None
        past = left.get(_sort(each)) if share is not None else None
        rounds.append(RoundResult(each, share, past.pop(0) if past else None))
    return LoopResult(progress.mock, progress.is_over, rounds)


def _shares(result: LoopResult) -> dict[tuple[str, str], list[int]]:
    shares = defaultdict(list)
    for each in result.rounds:
        if each.share is not None:
            shares[_sort(each.round)].append(each.share)
    return shares


def _sort(held: Round) -> tuple[str, str]:
    """Rounds that can be held against each other: of one stage and one kind, whichever card was asked."""
    return held.stage, held.card.kind if held.card else ""


def share_of(held: Round) -> int | None:
    """In whole per cent, rounded down; None as long as it is not graded."""
    if held.state != GRADED:
        return None
    if held.card is None:
        return 100 * held.recalled // len(held.talk) if held.talk else None
    detail = (held.answer and held.answer.review.detail) or {}
    share = KINDS[held.card.kind].share(detail, held.card.content)
    return None if share is None else int(100 * share + 1e-9)


def _mean(numbers: Sequence[int]) -> int | None:
    return round(sum(numbers) / len(numbers)) if numbers else None
