"""The query behind the customer report."""

import sqlite3
from dataclasses import dataclass

QUERY = """
SELECT
    customer.id,
    customer.name,
    COUNT(*) AS orders,
    COALESCE(SUM(orders.amount), 0) AS ordered,
    COALESCE(SUM(refund.amount), 0) AS refunded
FROM customer
LEFT JOIN orders ON orders.customer_id = customer.id
LEFT JOIN refund ON refund.customer_id = customer.id
GROUP BY customer.id, customer.name
ORDER BY customer.id
"""


@dataclass(frozen=True)
class CustomerLine:
    id: int
    name: str
    orders: int
    ordered: int
    refunded: int

    @property
    def paid(self) -> int:
        return self.ordered - self.refunded


def customer_lines(database: sqlite3.Connection) -> list[CustomerLine]:
    """A line for every customer, also for those who have not ordered."""
    return [CustomerLine(**dict(row)) for row in database.execute(QUERY)]
