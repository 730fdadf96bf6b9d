"""Figures from an access log."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

LINE = re.compile(r'([0-9]+) ([^ "]+) "([A-Z]+) (/[^ "]*)" ([0-9]{3}) ([0-9]+)ms')
ID = re.compile(r"[a-z]+_[A-Za-z]*[0-9][A-Za-z0-9]*|[0-9]+")


@dataclass(frozen=True)
class Endpoint:
    count: int
    p95: int
    errors: int


@dataclass
class Report:
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    malformed: int = 0
    offenders: list[tuple[str, int]] = field(default_factory=list)


def percentile(values: Iterable[int], p: int) -> int | None:
    ordered = sorted(values)
    rank = _rank(p, len(ordered))
    return ordered[rank - 1] if ordered else None


def _rank(p: int, count: int) -> int:
    """Nearest rank, from 1. In whole numbers: floats are off by a little, and a ceiling makes one of it."""
    if not 0 <= p <= 100:
        raise ValueError(f"a percentile is from 0 to 100, found {p}")
    return max(1, -(-p * count // 100))


def report(lines: Iterable[str], top: int = 3) -> Report:
    durations: defaultdict[str, list[int]] = defaultdict(list)
    errors: Counter[str] = Counter()
    offenders: Counter[str] = Counter()
    malformed = 0
    for line in lines:
        if not line.strip():
            continue
        match = LINE.fullmatch(line.strip())
        if match is None:
            malformed += 1
            continue
        _, address, method, target, status, milliseconds = match.groups()
        endpoint = f"{method} {_without_ids(target.partition('?')[0])}"
        durations[endpoint].append(int(milliseconds))
        if status.startswith("5"):
            errors[endpoint] += 1
            offenders[address] += 1
    return Report(
        {name: Endpoint(len(ms), percentile(ms, 95) or 0, errors[name]) for name, ms in sorted(durations.items())},
        malformed,
        sorted(offenders.items(), key=lambda item: (-item[1], item[0]))[:top],
    )


def _without_ids(path: str) -> str:
    return re.sub(r"/([a-z]+_[A-Za-z]*[0-9][A-Za-z0-9]*|[0-9]+)", "/:id", path)


class Histogram:
    """Durations by powers of two: a few dozen numbers, whatever the number of values."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, ms: int) -> None:
        if ms < 0:
            raise ValueError(f"a duration is not negative, found {ms}")
        self._counts[ms.bit_length()] += 1

    def percentile(self, p: int) -> int | None:
        """The upper end of the bucket that has the nearest rank."""
        left = _rank(p, self._counts.total())
        for bucket, count in sorted(self._counts.items()):
            left -= count
            if left <= 0:
                return 2**bucket - 1
        return None
