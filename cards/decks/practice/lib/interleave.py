"""Workers without threads: generators that are given their steps in an order that a test has chosen."""

from collections.abc import Generator, Iterable, Iterator
from itertools import product
from typing import Any

MOST_STEPS = 1_000


class NeverFinishes(Exception):
    """A worker took more steps than any honest one needs."""


def interleave(order: Iterable[int], *workers: Generator[Any, Any, Any]) -> list[Any]:
    """What each worker returned, after steps in this order and then in turn until all have finished."""
    results: dict[int, Any] = {}

    def step(number: int) -> None:
        if number in results:
            return
        try:
            next(workers[number])
        except StopIteration as stop:
            results[number] = stop.value

    for number in order:
        step(number)
    for _ in range(MOST_STEPS):
        for number in range(len(workers)):
            step(number)
        if len(results) == len(workers):
            return [results[number] for number in range(len(workers))]
    raise NeverFinishes(f"after {MOST_STEPS} rounds: {sorted(set(range(len(workers))) - set(results))}")


def every_order(workers: int, steps: int) -> Iterator[tuple[int, ...]]:
    """Every order in which this many workers can take this many steps together."""
    return product(range(workers), repeat=steps)
