"""The table of orders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from orders.cursor import Cursor

Filter = Callable[["Order"], bool]


@dataclass(frozen=True)
class Order:
    id: int
    created: int
    amount: int
    currency: str = "eur"
    status: str = "paid"
    livemode: bool = True


class OrderTable:
    def __init__(self, orders: Iterable[Order] = ()) -> None:
        self._orders = list(orders)

    def add(self, order: Order) -> None:
        if any(order.id == known.id for known in self._orders):
            raise ValueError(f"order {order.id} exists")
        self._orders.append(order)

    def newest(self, wanted: Filter, after: Cursor | None, limit: int) -> list[Order]:
        """At most `limit` wanted orders, newest first, that come after the cursor in this order."""
        orders = sorted(self._orders, key=lambda order: (order.created, order.id), reverse=True)
        orders = [order for order in orders if wanted(order)]
        if after is not None:
            orders = [order for order in orders if order.created <= after.created]
        return orders[:limit]
