"""All pages as CSV."""

import csv
import io
from collections.abc import Iterator
from orders.api import list_orders
from orders.rows import OrderTable
from typing import Any

COLUMNS = ("id", "created", "amount", "currency", "status")
MOST_PAGES = 1_000


class TooManyPages(Exception):
    pass


def every_order(table: OrderTable, params: dict[str, str] | None = None, limit: int = 3) -> Iterator[dict[str, Any]]:
    cursor = None
    for _ in range(MOST_PAGES):
        page = list_orders(table, params, cursor, limit)
        yield from page["data"]
        if not page["has_more"]:
            return
        cursor = page["next"]
    raise TooManyPages(f"more than {MOST_PAGES} pages of {limit}")


def export(table: OrderTable, params: dict[str, str] | None = None, limit: int = 3) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(every_order(table, params, limit))
    return text.getvalue()
