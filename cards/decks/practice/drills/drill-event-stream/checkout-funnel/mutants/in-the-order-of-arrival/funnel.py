"""How far visits come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

Visit = list[float]
"""When each step was reached, as far as it went."""


@dataclass(frozen=True)
class Event:
    id: str
    session: str
    step: str
    at: float


@dataclass(frozen=True)
class Step:
    name: str
    reached: int
    abandoned: int
    rate: float | None


def funnel(events: Iterable[Event], steps: Sequence[str], timeout: float | None = None) -> list[Step]:
    visits = _visits(events, steps, timeout)
    reached = [sum(len(visit) > number for visit in visits) for number in range(len(steps))]
    result = []
    for number, name in enumerate(steps):
        if number + 1 == len(steps):
            result.append(Step(name, reached[number], 0, None))
            continue
        went_on = reached[number + 1]
        rate = round(went_on / reached[number], 4) if reached[number] else None
        result.append(Step(name, reached[number], reached[number] - went_on, rate))
    return result


def slowest(events: Iterable[Event], steps: Sequence[str], timeout: float | None = None) -> str | None:
    visits = _visits(events, steps, timeout)
    medians = {}
    for number, name in enumerate(steps[:-1]):
        durations = [visit[number + 1] - visit[number] for visit in visits if len(visit) > number + 1]
        if durations:
            medians[name] = median(durations)
    return max(medians, key=medians.__getitem__, default=None)  # of equal ones the first


def _visits(events: Iterable[Event], steps: Sequence[str], timeout: float | None) -> list[Visit]:
    places = {name: number for number, name in enumerate(steps)}
    seen: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for event in {event.id: event for event in events}.values():
        if event.step in places:
            seen[event.session].append((event.at, places[event.step]))
    longest = float("inf") if timeout is None else timeout
    return [visit for moments in seen.values() for visit in _of_one_session(moments, len(steps), longest)]


def _of_one_session(moments: Iterable[tuple[float, int]], steps: int, longest: float) -> Iterator[Visit]:
    visit: Visit = []
    for at, place in moments:
        if visit and (len(visit) == steps or at - visit[-1] > longest):
            yield visit
            visit = []
        if place == len(visit):
            visit.append(at)
    if visit:
        yield visit
