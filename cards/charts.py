"""Where the parts of a chart stand, and how they are drawn: values in, SVG out. Pure: no Django, no clock, no colours.

The parts are written here and not in loops of a template, whose nodes for a thousand numbers took two thirds of the
progress page's time. Every text that is not a number of ours is escaped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from cards.words import plural

GLYPH = 7  # the width of a digit at the 12 px of chart texts
ABOVE, BELOW = 32, 22  # room for the unit and the highest value; for the labels under the bars
MOST_GRIDLINES = 4
PITCH, CELL = 13.5, 11  # of a heatmap's squares
YEAR = 365


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
    label_at: float  # the middle, or as far from the chart's edges as the label is long
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
    total: int  # in the title; the bars may be rounded, each for itself

    @property
    def highest(self) -> Item | None:
        """The item to name in the title: the first of the highest; None where there is nothing."""
        items = [column.item for column in self.columns]
        best = max(items, key=lambda item: item.total, default=None)
        return best if best and best.total else None

    @property
    def total_text(self) -> str:
        return f"{self.total:,}"

    @property
    def marks(self) -> str:
        """The gridlines, and the bars: each named by its title, with its label below and perhaps its value above."""
        drawn = []
        for place, line in enumerate(self.gridlines):
            path = f"M{self.left} {line.at}H{self.width}"
            drawn.append(f'<path class="{"grid" if place else "axis"}" d="{path}"/>')
            drawn.append(f'<text class="end" x="{self.left - 6}" y="{line.at}" dy="4">{line.text}</text>')
        for column in self.columns:
            item = column.item
            sides = f'x="{column.x}" width="{column.width}"'
            rects = (f'<rect class="part{p.place}" {sides} y="{p.y}" height="{p.height}"/>' for p in column.parts)
            drawn.append(f"<g>{''.join(rects)}<title>{escape(item.name)}: {item.text}</title></g>")
            if item.label:
                at = f'x="{column.label_at}" y="{self.label_line}"'
                drawn.append(f'<text class="middle" {at}>{escape(item.label)}</text>')
            if self.shows_values and item.total:
                at = f'x="{column.middle}" y="{column.top}"'
                drawn.append(f'<text class="value middle" {at} dy="-5">{item.text}</text>')
        return "\n".join(drawn)

    @property
    def rows(self) -> str:
        """The table behind the chart: a row for each bar."""
        items = (column.item for column in self.columns)
        cells = (f'<th scope="row">{escape(item.name)}</th><td class="number">{item.text}</td>' for item in items)
        return "\n".join(f"<tr>{cell}</tr>" for cell in cells)


def bar_chart(
    items: Sequence[Item],
    unit: str,
    *,
    width: float = 360,
    height: float = 190,
    shows_values: bool = False,
    total: int | None = None,
) -> BarChart:
    """`total`, where it is not the sum of the bars: that of what they were rounded from."""
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
        half = GLYPH * len(item.label) / 2
        label_at = min(max(middle, half), width - half)
        columns.append(
            Column(
                item,
                _tenth(middle - bar / 2),
                _tenth(middle),
                _tenth(label_at),
                _tenth(below),
                _tenth(bar),
                tuple(parts),
            )
        )
    total = sum(item.total for item in items) if total is None else total
    gridlines = tuple(Tick(_tenth(bottom - line * pixels), compact(line)) for line in lines)
    return BarChart(width, height, left, bottom, tuple(columns), gridlines, bottom + 16, unit, shows_values, total)


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


@dataclass(frozen=True)
class Cell:
    x: float
    y: float
    level: int  # 0 (nothing) to 4
    name: str


@dataclass(frozen=True)
class Heatmap:
    width: float
    height: float
    cell: float
    cells: tuple[Cell, ...]
    months: tuple[Tick, ...]
    weekdays: tuple[Tick, ...]
    levels: tuple[str, ...]  # what each shade means, for the legend
    studied: int

    @property
    def squares(self) -> str:
        size = f'width="{self.cell}" height="{self.cell}" rx="2"'
        return "\n".join(
            f'<rect class="h{cell.level}" x="{cell.x}" y="{cell.y}" {size}><title>{cell.name}</title></rect>'
            for cell in self.cells
        )


def heatmap(counts: Mapping[date, int], today: date, unit: str = "review") -> Heatmap:
    """A year of days up to today: a column a week, Monday on top."""
    days = [today - timedelta(days=ago) for ago in range(YEAR - 1, -1, -1)]
    monday = days[0] - timedelta(days=days[0].weekday())
    left, above = 32, 18
    bounds = shade_bounds(counts.get(day, 0) for day in days)
    cells, months = [], []
    for day in days:
        count = counts.get(day, 0)
        x = _tenth(left + (day - monday).days // 7 * PITCH)
        level = bisect_left(bounds, count)
        name = f"{day:%A {day.day} %B %Y}: {plural(count, unit)}"
        cells.append(Cell(x, _tenth(above + day.weekday() * PITCH), level, name))
        if day.day == 1:
            months.append(Tick(x, f"{day:%b}"))
    weekdays = tuple(Tick(_tenth(above + place * PITCH + CELL / 2), name) for place, name in _WEEKDAYS.items())
    width = cells[-1].x + CELL
    studied = sum(counts.get(day, 0) > 0 for day in days)
    months = [month for month in months if month.at <= width - 20]
    return Heatmap(width, above + 7 * PITCH, CELL, tuple(cells), tuple(months), weekdays, _shade_names(bounds), studied)


_WEEKDAYS = {0: "Mon", 2: "Wed", 4: "Fri", 6: "Sun"}


def shade_bounds(counts: Iterable[int]) -> tuple[int, int, int, int]:
    """A day is shaded once for each bound its count exceeds. One huge day must not pale all the others."""
    busy = sorted(count for count in counts if count)
    strong = busy[len(busy) * 9 // 10] if busy else 0
    quarter, half, most = (max(place, -(-strong * place // 4)) for place in (1, 2, 3))
    return 0, quarter, half, most


def _shade_names(bounds: tuple[int, int, int, int]) -> tuple[str, ...]:
    starts = [bound + 1 for bound in bounds]
    ranges = [
        f"{start:,}" if start == end else f"{start:,} to {end:,}"
        for start, end in zip(starts, bounds[1:], strict=False)
    ]
    return ("none", *ranges, f"{starts[-1]:,} or more")
