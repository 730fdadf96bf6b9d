"""The report as text."""

import sqlite3
from collections.abc import Iterable
from reports.customers import CustomerLine, customer_lines

WIDTH = 16


def report(database: sqlite3.Connection) -> str:
    lines = customer_lines(database)
    return "\n".join([*map(_line, lines), _total(lines)])


def _line(line: CustomerLine) -> str:
    name = f"{line.name} ({line.id})"
    return f"{name:<{WIDTH}}{line.orders:>4}{decimal(line.ordered):>12}{decimal(line.refunded):>12}"


def _total(lines: Iterable[CustomerLine]) -> str:
    lines = list(lines)
    orders = sum(line.orders for line in lines)
    ordered = decimal(sum(line.ordered for line in lines))
    refunded = decimal(sum(line.refunded for line in lines))
    return f"{'total':<{WIDTH}}{orders:>4}{ordered:>12}{refunded:>12}"


def decimal(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
