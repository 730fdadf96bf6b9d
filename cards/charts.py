"""Where the parts of a chart stand: values in, SVG coordinates out. Pure: no Django, no clock, no colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GLYPH = 7  # the width of a digit at the 12 px of chart texts
ABOVE, BELOW = 32, 22  # room for the unit and the highest value; for the labels under the bars
MOST_GRIDLINES = 4


@dataclass(frozen=True)
class Item:
    """One bar to draw: its name in full, its label on the axis ("" for none), and its parts from the bottom up."""

    name: str
    label: str
    counts: tuple[int, ...]
    capped: bool = False  # there are more than could be counted

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def text(self) -> str:
        return f"{self.total:,}{'+' if self.capped else ''}"


@dataclass(frozen=True)
class Part:
    y: float
    height: float
    place: int  # in Item.counts


@dataclass(frozen=True)
class Column:
    item: Item
    x: float
    middle: float
    top: float
    width: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class BarChart:
    width: float
    height: float
    left: float
    bottom: float
    columns: tuple[Column, ...]
    gridlines: tuple[Tick, ...]
    label_line: float
    unit: str
    shows_values: bool

    @property
    def highest(self) -> Item | None:
        """The item to name in the title: the first of the highest; None where there is nothing."""
        items = [column.item for column in self.columns]
        best = max(items, key=lambda item: item.total, default=None)
        return best if best and best.total else None

    @property
    def total(self) -> int:
        return sum(column.item.total for column in self.columns)

    @property
    def total_text(self) -> str:
        return f"{self.total:,}"


def bar_chart(
    items: Sequence[Item], unit: str, *, width: float = 360, height: float = 190, shows_values: bool = False
) -> BarChart:
    step, top = scale(max((item.total for item in items), default=0))
    lines = range(0, top + 1, step)
    left = 6 + GLYPH * max(len(compact(line)) for line in lines)
    bottom = height - BELOW
    pixels = (bottom - ABOVE) / top
    slot = (width - left) / max(1, len(items))
    bar = min(slot * 0.74, 36)
    columns = []
    for place, item in enumerate(items):
        middle = left + slot * (place + 0.5)
        parts, below = [], bottom
        for index, count in enumerate(item.counts):
            if count:
                tall = max(1.5, count * pixels)  # one review among thousands is still seen
                below -= tall
                parts.append(Part(_tenth(below), _tenth(tall), index))
        columns.append(Column(item, _tenth(middle - bar / 2), _tenth(middle), _tenth(below), _tenth(bar), tuple(parts)))
    gridlines = tuple(Tick(_tenth(bottom - line * pixels), compact(line)) for line in lines)
    return BarChart(width, height, left, bottom, tuple(columns), gridlines, bottom + 16, unit, shows_values)


def scale(highest: int) -> tuple[int, int]:
    """The distance between gridlines (1, 2 or 5 times a power of ten) and the topmost one."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            gridlines = max(1, -(-highest // step))
            if gridlines <= MOST_GRIDLINES:
                return step, gridlines * step
        power *= 10


def compact(number: int) -> str:
    """A round number in few characters: 800, 2,000, 20k, 5M."""
    if number < 10_000:
        return f"{number:,}"
    return f"{number // 1000:,}k" if number < 1_000_000 else f"{number // 1_000_000:,}M"


def _tenth(value: float) -> float:
    return round(value, 1)
