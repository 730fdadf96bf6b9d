"""GET /orders: one page."""

from orders.cursor import Cursor
from orders.filters import build_filter
from orders.rows import Order, OrderTable
from typing import Any

STANDARD_LIMIT = 3
LARGEST_LIMIT = 1_000


def list_orders(
    table: OrderTable, params: dict[str, str] | None = None, cursor: str | None = None, limit: int = STANDARD_LIMIT
) -> dict[str, Any]:
    limit = max(1, min(limit, LARGEST_LIMIT))
    after = Cursor.decode(cursor) if cursor else None
    # One more than the page: whether it exists is whether there is more.
    found = table.newest(build_filter(params or {}), after, limit + 1)
    page, has_more = found[:limit], len(found) > limit
    return {
        "data": [_as_json(order) for order in page],
        "has_more": has_more,
        "next": Cursor(page[-1].created, page[-1].id).encode() if has_more else None,
    }


def _as_json(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "created": order.created,
        "amount": order.amount,
        "currency": order.currency,
        "status": order.status,
    }
