"""Which of our languages does a browser want?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

ITEM = re.compile(
    r"""
    \s* (?P<range> \* | [a-z0-9]+ (?: - [a-z0-9]+ )* )
    \s* (?: ; \s* q= (?P<weight> 0 (?: \.[0-9]{0,3} )? | 1 (?: \.0{0,3} )? ) )? \s*
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
EVERYTHING = "*"


@dataclass(frozen=True)
class Range:
    text: str
    weight: Decimal
    place: int

    def matches(self, tag: str) -> bool:
        return self.text == EVERYTHING or f"{tag.lower()}-".startswith(f"{self.text}-")

    @property
    def precision(self) -> int:
        return 0 if self.text == EVERYTHING else len(self.text)


def negotiate(header: str | None, supported: Sequence[str]) -> list[str]:
    """The tags that are acceptable, best first, each once."""
    ranges = list(_ranges(header or ""))
    decided = [(tag, _deciding(ranges, tag)) for tag in dict.fromkeys(supported)]
    wanted = [(tag, decision) for tag, decision in decided if decision is not None and decision.weight > 0]
    # The sort is stable: tags of one range stay in our order.
    wanted.sort(key=lambda pair: (-pair[1].weight, pair[1].place))
    return [tag for tag, _ in wanted]


def _ranges(header: str) -> Iterator[Range]:
    for place, item in enumerate(header.split(",")):
        match = ITEM.fullmatch(item)
        if match is None and item.strip():
            return
        if match is not None:
            yield Range(match["range"].lower(), Decimal(match["weight"] or 1), place)


def _deciding(ranges: list[Range], tag: str) -> Range | None:
    """The most specific range that matches, of equal ones the first."""
    matching = [item for item in ranges if item.matches(tag)]
    return max(matching, key=lambda item: item.precision, default=None)
